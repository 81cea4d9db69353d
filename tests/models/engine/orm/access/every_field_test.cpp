// Nobody gets a value that rights and rules do not give him: every field of every model is asked
// for in every way that reads, for records that the caller may not read and fields that he may not
// see.
//
// What the caller may read is what a search of his finds (for attachments, which decide by what
// they are attached to, what check_attachments lets through): the searches put rights and rules
// into their statement, the reads ask the gate in fetch.cpp, and neither knows of the other.
#include <boost/test/unit_test.hpp>

#include "tests/models/engine/orm/access/hidden_world.hpp"

using namespace chatterd;
using namespace chatterd::test;

namespace {

HiddenWorld& world() {
  static HiddenWorld the_world;
  return the_world;
}

std::vector<std::pair<std::string, Id>> callers() {
  return {{"an employee without rights", world().plain},
          {"a portal user", world().portal},
          {"nobody", world().nobody}};
}

std::shared_ptr<const Registry> registry() { return world().installation.engine().registry(); }

// Some records that the caller may not read: the newest, which the world has made.
Ids hidden(Id uid, const Model& model) {
  const std::set<Id> readable = world().readable(uid, model);
  Ids out;
  for (const Id id : world().records.at(model.name()))
    if (!readable.contains(id) && out.size() < 2) out.push_back(id);
  return out;
}

bool mentions(const Value& answer, Id id) {
  if (!answer.is_array()) return false;
  return std::any_of(answer.begin(), answer.end(), [&](const Value& row) {
    return row.is_object() && row.contains("id") && row["id"] == id;
  });
}

// A value that tells something: export gives "" or false where there is nothing to tell.
bool tells(const Value& exported) {
  if (!exported.is_object()) return false;
  for (const Value& row : exported["datas"])
    for (const Value& cell : row)
      if (truthy(cell)) return true;
  return false;
}

bool is_technical(Id uid, const Field& field) {
  const Value member = world().installation.engine().run(
      uid, Value::object(),
      [](const Env& env) -> Value { return env.has_group("base.group_no_one"); });
  const std::vector<std::string> groups = parse_groups(field.groups).any;
  return truthy(member) &&
         std::find(groups.begin(), groups.end(), "base.group_no_one") != groups.end();
}

// A user reads the fields of himself that his preferences show.
bool is_himself(Id uid, const Model& model, Id id) {
  return model.name() == "res.users" && id == uid;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_field_of_a_hidden_record_is_told) {
  std::size_t asked = 0;
  for (const auto& [who, uid] : callers())
    for (const Model* model : registry()->models()) {
      if (!HiddenWorld::is_table(*model)) continue;
      for (const Id id : hidden(uid, *model)) {
        if (is_himself(uid, *model, id)) continue;
        for (const Field* field : model->fields()) {
          if (field->name == "id") continue;
          const std::string what =
              model->name() + "(" + std::to_string(id) + ")." + field->name + " to " + who;
          const Value ids = list({id}), names = list({field->name});
          const Value one = list({term("id", "=", id)});
          BOOST_TEST(!mentions(world().ask(uid, model->name(), "read", list({ids, names})), id),
                     "read tells " << what);
          BOOST_TEST(!tells(world().ask(uid, model->name(), "export_data", list({ids, names}))),
                     "export_data tells " << what);
          BOOST_TEST(
              !mentions(world().ask(uid, model->name(), "search_read", list({one, names})), id),
              "search_read tells " << what);
          if (field->column()) {
            const Value groups =
                world().ask(uid, model->name(), "read_group",
                            list({one, list({field->name + ":max"}), Value::array()}));
            const bool told = groups.is_array() && !groups.empty() &&
                              truthy(groups[0].value(field->name, Value()));
            BOOST_TEST(!told, "read_group tells " << what);
            const Value by =
                world().ask(uid, model->name(), "read_group", list({one, Value::array(), names}));
            BOOST_TEST((!by.is_array() || by.empty()), "read_group by it tells " << what);
          }
          ++asked;
        }
        const std::string what = model->name() + "(" + std::to_string(id) + ") to " + who;
        const Value copied = world().ask(uid, model->name(), "copy_data", list({list({id})}));
        BOOST_TEST(copied.dump().find(secret) == std::string::npos, "copy_data tells " << what);
        const Value named = world().ask(uid, model->name(), "name_search", Value::array(),
                                        {{"args", list({term("id", "=", id)})}});
        BOOST_TEST((!named.is_array() || named.empty()), "name_search tells " << what);
      }
    }
  BOOST_TEST(asked > 500u);
  BOOST_TEST_MESSAGE(asked << " fields of hidden records asked for");
}

// Sorting, grouping and searching by a field tell its values as well as reading does.
BOOST_AUTO_TEST_CASE(no_field_of_other_groups_is_told_searched_or_sorted_by) {
  std::size_t asked = 0;
  for (const auto& [who, uid] : callers())
    for (const Model* model : registry()->models()) {
      if (!HiddenWorld::is_table(*model)) continue;
      const std::set<Id> readable = world().readable(uid, *model);
      if (readable.empty()) continue;
      const Id id = *readable.rbegin();
      std::set<std::string> visible;
      const Value described = world().ask(uid, model->name(), "fields_get", Value::array());
      for (const auto& [name, field] : described.items()) visible.insert(name);
      for (const Field* field : model->fields()) {
        if (visible.contains(field->name) || is_himself(uid, *model, id)) continue;
        const std::string what = model->name() + "." + field->name + " to " + who;
        const Value ids = list({id}), names = list({field->name});
        BOOST_TEST(world().ask(uid, model->name(), "read", list({ids, names})).is_null(),
                   "read: " << what);
        BOOST_TEST(!tells(world().ask(uid, model->name(), "export_data", list({ids, names}))),
                   "export_data: " << what);
        const Value all = world().ask(uid, model->name(), "read", list({ids}));
        BOOST_TEST((!all.is_array() || all.empty() || !all[0].contains(field->name)),
                   "read all: " << what);
        ++asked;
        // who has the technical features turns on the debug mode himself, and knows the field then
        if (is_technical(uid, *field)) continue;
        BOOST_TEST(
            world()
                .ask(uid, model->name(), "search", list({list({term(field->name, "!=", false)})}))
                .is_null(),
            "search: " << what);
        BOOST_TEST(
            world()
                .ask(uid, model->name(), "search", list({Value::array()}), {{"order", field->name}})
                .is_null(),
            "order: " << what);
        if (field->column())
          BOOST_TEST(world()
                         .ask(uid, model->name(), "read_group",
                              list({Value::array(), Value::array(), names}))
                         .is_null(),
                     "read_group: " << what);
      }
    }
  BOOST_TEST(asked > 10u);
}

// A path leads over records that the caller may not read to nothing: it neither shows nor finds.
BOOST_AUTO_TEST_CASE(no_path_leads_to_a_hidden_record) {
  std::size_t asked = 0;
  for (const auto& [who, uid] : callers())
    for (const Model* model : registry()->models()) {
      if (!HiddenWorld::is_table(*model)) continue;
      const std::set<Id> readable = world().readable(uid, *model);
      if (readable.empty()) continue;
      for (const Field* field : model->fields()) {
        if (!field->relational() || !field->store) continue;
        const Model& target = registry()->at(field->comodel);
        if (!HiddenWorld::is_table(target)) continue;
        const auto linked = world().installation.engine().run_sudo([&](const Env& env) -> Value {
          Value out = Value::object();
          const Env all = env.with_context({{"active_test", false}});
          for (const Id id : readable)
            if (const Records record = all.browse(model->name(), {id}); !record.exists().empty())
              out[std::to_string(id)] = record.rel(field->name).ids();
          return out;
        });
        Ids lines_of_all;
        for (const auto& [key, lines] : linked.items())
          for (const Id line : to_ids(lines)) lines_of_all.push_back(line);
        const std::set<Id> seen = world().readable(uid, target, unique(lines_of_all));
        for (const Field* shown : target.fields()) {
          if (!shown->column() || shown->automatic || shown->groups != "" || shown->binary())
            continue;
          const std::string path = field->name + "." + shown->name;
          const Value found =
              world().ask(uid, model->name(), "search", list({list({term(path, "!=", false)})}),
                          {{"context", {{"active_test", false}}}});
          if (found.is_null()) continue;
          for (const Id id : to_ids(found)) {
            const auto lines = linked.find(std::to_string(id));
            if (lines == linked.end() || lines->empty()) continue;
            const Ids all = to_ids(*lines);
            const bool any = std::any_of(all.begin(), all.end(), [&](Id line) {
              return seen.contains(line) || is_himself(uid, target, line);
            });
            BOOST_TEST(any, model->name()
                                << "(" << id << ") is found by " << path << " for " << who);
          }
          ++asked;
        }
        // what export shows through the field is of records that may be read
        for (const auto& [key, lines] : linked.items()) {
          const Ids all = to_ids(lines);
          const bool none = !all.empty() && std::none_of(all.begin(), all.end(), [&](Id line) {
            return seen.contains(line) || is_himself(uid, target, line);
          });
          if (!none) continue;
          for (const Field* shown : target.fields()) {
            if (shown->automatic || shown->name == target.rec_name()) continue;
            const Value told = world().ask(
                uid, model->name(), "export_data",
                list({list({std::stoll(key)}), list({field->name + "/" + shown->name})}));
            BOOST_TEST(!tells(told), model->name() << "(" << key << ") exports " << field->name
                                                   << "/" << shown->name << " to " << who);
            ++asked;
          }
          break;
        }
      }
    }
  BOOST_TEST(asked > 500u);
}

// Whatever method is called on hidden records, with arguments that it may take, the secret stays
// one.
BOOST_AUTO_TEST_CASE(no_method_tells_the_secret) {
  std::size_t asked = 0;
  HiddenWorld& w = world();
  const Value hiding = {
      {"active_model", "mail.channel"},      {"active_id", w.channel},
      {"active_ids", list({w.channel})},     {"default_model", "mail.channel"},
      {"default_res_model", "mail.channel"}, {"default_res_id", w.channel},
      {"default_parent_id", w.message},      {"default_mail_message_id", w.message},
      {"mail_message_to_resend", w.message}, {"default_composition_mode", "comment"}};
  for (const auto& [who, uid] : callers())
    for (const Model* model : registry()->models()) {
      if (model->is_foreign()) continue;
      Ids ids = HiddenWorld::is_table(*model) ? hidden(uid, *model) : Ids{1};
      if (ids.empty() || is_himself(uid, *model, ids[0])) continue;
      Value names = Value::array();
      for (const Field* field : model->fields()) names.push_back(field->name);
      for (const std::string& name : model->method_names()) {
        const Method& method = *model->find_method(name);
        if (name.starts_with("_") || name == "unlink" || name == "export_data") continue;
        for (const Value& arguments :
             {Value::array(), list({names}), list({list({term("id", "in", ids)})})}) {
          Value args = arguments;
          if (method.on == On::multi) args.insert(args.begin(), ids);
          const Value answer = w.ask(uid, model->name(), name, args, {{"context", hiding}});
          const std::string text = answer.dump();
          BOOST_TEST((text.find(secret) == std::string::npos &&
                      text.find(HiddenWorld::bridge_base64()) == std::string::npos),
                     model->name()
                         << "." << name << "(" << args.dump().substr(0, 80) << ") tells " << who);
          ++asked;
        }
      }
    }
  BOOST_TEST(asked > 1000u);
}

// A form names what it likes, and what is computed of that is computed with the rights of who asks.
BOOST_AUTO_TEST_CASE(no_form_is_told_of_a_record_that_it_names) {
  std::size_t asked = 0;
  HiddenWorld& w = world();
  for (const auto& [who, uid] : callers())
    for (const Model* model : registry()->models()) {
      if (model->is_foreign() || model->is_abstract()) continue;
      Value blank = Value::object(), spec = Value::object();
      for (const Field* field : model->fields()) {
        blank[field->name] = field->x2many() ? Value::array() : Value(false);
        spec[field->name] = "1";
      }
      const auto tell = [&](const Value& values, const std::string& changed) {
        Value form = blank;
        form.update(values);
        const Value answer =
            w.ask(uid, model->name(), "onchange", list({Value::array(), form, changed, spec}));
        BOOST_TEST(answer.dump().find(secret) == std::string::npos,
                   model->name() << " with " << values.dump() << " tells " << who);
        ++asked;
      };
      for (const Field* field : model->fields()) {
        if (!field->relational() || !HiddenWorld::is_table(registry()->at(field->comodel)))
          continue;
        for (const Id id : hidden(uid, registry()->at(field->comodel)))
          tell({{field->name, field->x2many() ? list({list({4, id})}) : Value(id)}}, field->name);
      }
      for (const char* name : {"model", "res_model"})
        if (model->find_field(name) != nullptr && model->find_field("res_id") != nullptr)
          tell({{name, "mail.channel"}, {"res_id", w.channel}}, "res_id");
    }
  BOOST_TEST(asked > 200u);
}
