// Names of tags and attributes that the cleaner goes by. Internal to models/engine/html.
#pragma once
#include <set>
#include <string_view>

namespace chatterd::html {

using Names = std::set<std::string_view>;

// lxml.html.defs.tags and the HTML5 tags that Odoo adds.
extern const Names allowed_tags;
// lxml.html.defs.safe_attrs and Odoo's own.
extern const Names safe_attributes;
// Gone with all they hold: whatever the options, and when tags are sanitised.
extern const Names always_killed;
extern const Names killed_tags;
// Gone, but not what they hold.
extern const Names always_removed;
extern const Names block_tags;
// What browsers that run scripts read as text up to its end tag, and libxml2 as elements.
extern const Names read_as_text;

}  // namespace chatterd::html
