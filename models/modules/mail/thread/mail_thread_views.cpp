// What the chatter of a form tells the client: whether its reader may log notes (mail.thread
// fields_view_get).
#include <stdexcept>

#include "models/engine/html/tree.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

Value chatter_options(const std::string& source) {
  const auto unknown = [](const std::string& name) -> Value { throw std::invalid_argument(name); };
  const PythonNames names{[&](const std::string& name) -> Value {
                            if (name == "True") return true;
                            if (name == "False") return false;
                            if (name == "None") return nullptr;
                            return unknown(name);
                          },
                          [&](const Value&, const std::string& name) { return unknown(name); }};
  try {
    const Value options = evaluate_python(source, names);
    if (options.is_object()) return options;
  } catch (const std::invalid_argument& error) {
    throw ValueError(std::string(error.what()) + " while evaluating\n" + python_repr(source));
  }
  throw TypeError("options of a field are a dict");
}

Value fields_view_get(const Records& self, const Args& args) {
  Value out = args.super(self);
  if (args["view_type"] != "form") return out;
  const html::Document doc(to_text(out["arch"]), html::Document::Syntax::xml);
  for (xmlNode* node : html::elements_of(doc.root(), "field")) {
    if (html::attribute(node, "name") != "message_ids") continue;
    Value options = chatter_options(html::attribute(node, "options").value_or("{}"));
    options["display_log_button"] = self.env().has_group("base.group_user");
    html::set_attribute(node, "options", python_repr(options));
  }
  out["arch"] = html::to_xml(doc, doc.root());
  return out;
}

}  // namespace

void define_mail_thread_views(Model& m) {
  m.method("fields_view_get", On::model, {}, fields_view_get);
}

}  // namespace chatterd
