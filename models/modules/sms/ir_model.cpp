// What the module sms adds to ir.model.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace {

// Whether documents of the model have a number, or a contact with one.
bool sends_sms(const Records& self, const std::string& name) {
  const Model* model = self.env().registry().find(name);
  if (model == nullptr || !model->is_a("mail.thread")) return false;
  for (const char* field : {"mobile", "partner_id", "partner_ids"})
    if (model->find_field(field)) return true;
  return false;
}

Value compute_is_mail_thread_sms(const Records& models, const Args&) {
  for (const Records& model : models.each())
    model.assign("is_mail_thread_sms",
                 model.is("is_mail_thread") && sends_sms(models, model.text("model")));
  return nullptr;
}

Value search_is_mail_thread_sms(const Records& self, const Args& args) {
  Ids valid;
  for (const Records& model : self.search(Value::array({term("is_mail_thread", "=", true)})).each())
    if (sends_sms(self, model.text("model"))) valid.push_back(model.id());
  const bool wanted = args["operator"] == (truthy(args["value"]) ? "=" : "!=");
  return Value::array({Value::array({"id", wanted ? "in" : "not in", valid})});
}

}  // namespace

void extend_ir_model_sms(Registry& registry) {
  Model& m = registry.extend("ir.model", "sms");
  m.field("is_mail_thread_sms",
          boolean("Mail Thread SMS")
              .compute("_compute_is_mail_thread_sms")
              .depends({"is_mail_thread"})
              .search("_search_is_mail_thread_sms")
              .by_default(false)
              .help("Whether this model supports messages and notifications through SMS"));
  m.method("_compute_is_mail_thread_sms", On::multi, {}, compute_is_mail_thread_sms);
  m.method("_search_is_mail_thread_sms", On::model, {"operator", "value"},
           search_is_mail_thread_sms);
}

}  // namespace chatterd
