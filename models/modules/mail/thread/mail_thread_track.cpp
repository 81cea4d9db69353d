// Notes about changes of tracked fields.
#include "models/modules/mail/thread/mail_thread_track.hpp"

#include "models/engine/orm/commands.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"
#include "models/modules/mail/thread/mail_tracking_value.hpp"

namespace chatterd {

Value tracked_fields(const Records& documents) {
  Value names = Value::array();
  for (const Field* field : documents.model().fields())
    if (field->tracking != 0) names.push_back(field->name);
  return names.empty() ? Value::object() : documents.call("fields_get", Value::array({names}));
}

Value tracked_state(const Records& documents, const Value& fields) {
  Value out = Value::object();
  for (const Records& document : documents.each()) {
    Value& values = out[std::to_string(document.id())];
    for (const auto& [name, info] : fields.items()) values[name] = document.get(name);
  }
  return out;
}

namespace {

struct Changes {
  Value before = Value::object();   // changed fields with what they were
  Value tracking = Value::array();  // commands that create mail.tracking.value
};

Changes changes_of(const Records& document, const Value& fields, const Value& before) {
  Changes out;
  for (const auto& [name, info] : fields.items()) {
    const Value is = document.get(name), was = before[name];
    if (is == was || (!truthy(is) && !truthy(was))) continue;
    const Field& field = document.model().field_of(name);
    const Value values = tracking_values(document.env(), field, was, is, info, field.tracking);
    if (!values.empty()) out.tracking.push_back(command::create(values));
    out.before[name] = was;
  }
  return out;
}

Value message_track(const Records& documents, const Args& args) {
  const Value &fields = args["tracked_fields"], &before = args["initial_values"];
  if (!truthy(fields)) return true;
  for (const Records& document : documents.each()) {
    const Changes changes = changes_of(document, fields, before[std::to_string(document.id())]);
    if (changes.before.empty()) continue;
    Value subtype = false;
    if (!documents.env().flag("mail_track_log_only"))
      subtype = document.call("_track_subtype", Value::array({changes.before}));
    if (truthy(subtype)) {
      if (documents.env().browse("mail.message.subtype", {to_id(subtype)}).exists().empty())
        continue;
      document.call("message_post", Value::array(),
                    {{"subtype_id", subtype}, {"tracking_value_ids", changes.tracking}});
    } else if (!changes.tracking.empty()) {
      document.call("_message_log", Value::array(), {{"tracking_value_ids", changes.tracking}});
    }
  }
  return nullptr;
}

Value track_subtype(const Records&, const Args&) { return false; }

}  // namespace

void define_mail_thread_track(Model& m) {
  // tracked_fields and initial_values: as tracked_fields() and tracked_state() give them
  m.method("message_track", On::multi, {"tracked_fields", "initial_values"}, message_track);
  // init_values: changed fields with what they were → a subtype's id or false
  m.method("_track_subtype", On::multi, {"init_values"}, track_subtype);
}

}  // namespace chatterd
