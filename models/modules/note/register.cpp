// What the module note adds to activities (addons/note/models/mail_activity.py) and to the systray.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {
namespace {

// Notes have their own label, and are shown to whom has some even when none is to be done.
Value systray_get_activities(const Records& self, const Args& args) {
  Value groups = args.super(self);
  const Env& env = self.env();
  if (env["note.note"].search_count(Value::array({term("user_id", "=", env.uid())})) == 0)
    return groups;
  const std::string label = env.translate("Notes");
  for (Value& group : groups) {
    if (group["model"] != "note.note") continue;
    group["name"] = label;
    return groups;
  }
  groups.push_back({{"type", "activity"},
                    {"name", label},
                    {"model", "note.note"},
                    {"icon", "/note/static/description/icon.png"},
                    {"total_count", 0},
                    {"today_count", 0},
                    {"overdue_count", 0},
                    {"planned_count", 0}});
  return groups;
}

}  // namespace

void register_note(Registry& registry) {
  registry.extend("mail.activity.type", "note")
      .field("category", selection("").selection_add({{"reminder", "Reminder"}}));
  registry.extend("mail.activity", "note")
      .field("note_id", many2one("Related Note", "note.note").ondelete("cascade"));
  registry.extend("res.users", "note")
      .method("systray_get_activities", On::model, {}, systray_get_activities);
}

}  // namespace chatterd
