// What the module website_mail adds to mail.message: comments that visitors of the website see
// (addons/website_mail/models/mail_message.py).
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {
namespace {

// Not the field's own default: messages of before the module are not published.
Value default_get(const Records& self, const Args& args) {
  Value values = args.super(self);
  const Value& wanted = args["fields_list"];
  const bool asked = std::find(wanted.begin(), wanted.end(), "website_published") != wanted.end();
  if (asked && !values.contains("website_published")) values["website_published"] = true;
  return values;
}

}  // namespace

void register_website_mail(Registry& registry) {
  Model& m = registry.extend("mail.message", "website_mail");
  m.field("website_published",
          boolean("Published").copy(false).help("Visible on the website as a comment"));
  m.method("default_get", On::model, {}, default_get);
}

}  // namespace chatterd
