// Pages whose elements lie too deep in each other for libxml2, which stops there and leaves out all
// that follows. A conversation of some years, each answer around the one before it, is such a page.
//
// Pure and thread-safe; nothing throws.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::html {

// The page without the tags of elements that lie deeper than libxml2 goes; a blank is left of each,
// and every word stays. A page that is not too deep is as it was.
std::string without_deep_tags(std::string_view page);

}  // namespace chatterd::html
