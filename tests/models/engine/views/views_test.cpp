// Screens: the views that are made of fields where the database has none, and what clients get of
// an arch: modifiers, rights, groups, nested views, fields that tell the server when they change.
#include <boost/test/unit_test.hpp>

#include "models/engine/views/postprocess.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

Value view_of(const std::string& login, const std::string& model, const std::string& type) {
  return installation().call(login, model, "fields_view_get", Value::array({false, type}));
}

// What demo, an employee, gets of an arch.
Value processed(const std::string& model, const std::string& arch,
                const Value& context = Value::object()) {
  return installation().engine().run(installation().uid("demo"), context, [&](const Env& env) {
    return views::postprocessed(env, model, arch, 0, nullptr);
  });
}

std::string arch_of(const std::string& model, const std::string& arch,
                    const Value& context = Value::object()) {
  return processed(model, arch, context)["arch"].get<std::string>();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> keys(const Value& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(screens)

BOOST_AUTO_TEST_CASE(every_model_has_the_views_that_are_made_of_its_fields) {
  installation().engine().run_sudo([&](const Env& env) -> Value {
    std::size_t seen = 0;
    for (const Model* model : env.registry().models()) {
      if (model->is_abstract() || model->is_foreign()) continue;
      for (const char* type : {"form", "tree", "search", "kanban", "graph", "pivot", "activity"}) {
        const Value view = env[model->name()].call("fields_view_get", Value::array({false, type}));
        BOOST_TEST(view["arch"].get<std::string>().starts_with("<" + std::string(type)),
                   model->name() + " " + type);
        BOOST_TEST(keys(view) == (std::vector<std::string>{"model", "field_parent", "arch", "type",
                                                           "name", "fields"}),
                   boost::test_tools::per_element());
        ++seen;
      }
      // a form has all fields but the automatic ones, each with its description
      const Value form = env[model->name()].call("fields_view_get");
      for (const Field* field : model->fields())
        if (!field->automatic && field->groups.empty())
          BOOST_TEST(form["fields"].contains(field->name), model->name() + "." + field->name);
    }
    BOOST_TEST(seen > 200u);
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(a_type_without_a_view_is_refused_by_name) {
  for (const char* type : {"nope", "", "list", "qweb", "gantt"})
    BOOST_CHECK_EXCEPTION(view_of("demo", "res.partner", type), UserError, [&](const auto& error) {
      return error.what() == "No default view of type '" + std::string(type) + "' could be found !";
    });
  BOOST_CHECK_THROW(installation().call("demo", "mail.channel", "fields_view_get",
                                        Value::array({false, "calendar"})),
                    UserError);
  BOOST_CHECK_THROW(
      installation().call("demo", "mail.channel", "fields_view_get", Value::array({99999, "form"})),
      MissingError);
}

BOOST_AUTO_TEST_CASE(load_views_answers_by_type_with_the_fields_of_the_model) {
  const Value loaded = installation().call(
      "demo", "mail.channel", "load_views",
      Value::array(
          {Value::array({Value::array({false, "list"}), Value::array({nullptr, "search"})}),
           {{"toolbar", true}, {"load_filters", true}}}));
  BOOST_TEST(keys(loaded) == (std::vector<std::string>{"fields_views", "fields", "filters"}),
             boost::test_tools::per_element());
  BOOST_TEST(keys(loaded["fields_views"]) == (std::vector<std::string>{"list", "search"}),
             boost::test_tools::per_element());
  BOOST_TEST(loaded["fields_views"]["list"]["type"] == "tree");
  BOOST_TEST(loaded["fields_views"]["list"].contains("toolbar"));
  BOOST_TEST(!loaded["fields_views"]["search"].contains("toolbar"));
  BOOST_TEST(loaded["fields"] == installation().call("demo", "mail.channel", "fields_get"));
}

BOOST_AUTO_TEST_CASE(rights_show_in_the_arch) {
  const std::string employee = view_of("demo", "res.company", "form")["arch"].get<std::string>(),
                    manager = view_of("admin", "res.company", "form")["arch"].get<std::string>();
  BOOST_TEST(employee.starts_with("<form create=\"false\" delete=\"false\" edit=\"false\">"));
  BOOST_TEST(manager.starts_with("<form><sheet"));
  BOOST_TEST(has(arch_of("mail.channel", "<form><field name=\"group_public_id\"/></form>"),
                 "can_create=\"false\" can_write=\"false\""));
  BOOST_TEST(arch_of("mail.channel", "<tree><field name=\"name\"/></tree>", {{"create", false}})
                 .starts_with("<tree create=\"false\">"));
}

BOOST_AUTO_TEST_CASE(modifiers_are_of_the_field_then_of_the_node) {
  const auto modifiers = [](const std::string& attributes, const std::string& in = "form",
                            const Value& context = Value::object()) {
    const std::string arch = arch_of(
        "mail.channel", "<" + in + "><field name=\"description\" " + attributes + "/></" + in + ">",
        context);
    const std::size_t at = arch.find("modifiers=\"") + 11;
    std::string text = arch.substr(at, arch.find('"', at) - at);
    for (std::size_t quote; (quote = text.find("&quot;")) != std::string::npos;)
      text.replace(quote, 6, "\"");
    return text;
  };
  BOOST_TEST(modifiers("") == "{}");
  BOOST_TEST(modifiers("invisible=\"1\"") == R"({"invisible": true})");
  BOOST_TEST(modifiers("invisible=\"0\" readonly=\"True\"") == R"({"readonly": true})");
  BOOST_TEST(modifiers("invisible=\"1\"", "tree") == R"({"column_invisible": true})");
  BOOST_TEST(modifiers("attrs=\"{'invisible': [('name', '=', 'é')], 'readonly': True}\"") ==
             R"({"invisible": [["name", "=", "\u00e9"]], "readonly": true})");
  BOOST_TEST(modifiers("states=\"draft,open\"") ==
             R"({"invisible": [["state", "not in", ["draft", "open"]]]})");
  // what depends on values stays, where the node says that it is not so
  BOOST_TEST(modifiers("attrs=\"{'required': [('name', '=', 1)]}\" required=\"0\"") ==
             R"({"required": [["name", "=", 1]]})");
  BOOST_TEST(modifiers("invisible=\"not context.get('shown', True)\"") == "{}");
  BOOST_TEST(modifiers("invisible=\"not context.get('shown', True)\"", "form",
                       {{"shown", false}}) == R"({"invisible": true})");
  BOOST_CHECK_THROW(modifiers("invisible=\"nobody_knows\""), ValueError);
  BOOST_CHECK_THROW(modifiers("attrs=\"[1]\""), TypeError);
}

BOOST_AUTO_TEST_CASE(groups_hide_nodes_and_take_fields_out) {
  const std::string hidden = arch_of(
      "res.partner",
      "<form><group groups=\"base.group_system\" attrs=\"{'invisible': [('name', '=', 1)]}\">"
      "<field name=\"name\"/></group><b groups=\"base.group_user\"/></form>");
  BOOST_TEST(has(hidden, "<group invisible=\"1\" modifiers="));
  BOOST_TEST(!has(hidden, "attrs"));
  BOOST_TEST(!has(hidden, "groups"));
  BOOST_TEST(has(hidden, "<b/>"));
  // a field for others, with its label and the text behind it
  const Value form =
      processed("res.partner",
                "<form><label for=\"signup_token\"/><field name=\"signup_token\"/>gone"
                "<field name=\"name\"/>kept</form>");
  BOOST_TEST(!has(form["arch"].get<std::string>(), "signup_token"));
  BOOST_TEST(!has(form["arch"].get<std::string>(), "gone"));
  BOOST_TEST(has(form["arch"].get<std::string>(), "kept"));
  BOOST_TEST(keys(form["fields"]) == (std::vector<std::string>{"name"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nested_views_are_told_beside_their_field) {
  const Value form = processed(
      "mail.channel",
      "<form><field name=\"channel_last_seen_partner_ids\"><tree>\t<field "
      "name=\"partner_id\"/></tree> <form><field name=\"fold_state\"/></form></field></form>");
  BOOST_TEST(has(form["arch"].get<std::string>(), "<field name=\"channel_last_seen_partner_ids\""));
  BOOST_TEST(!has(form["arch"].get<std::string>(), "<tree"));
  const Value& nested = form["fields"]["channel_last_seen_partner_ids"]["views"];
  BOOST_TEST(keys(nested) == (std::vector<std::string>{"tree", "form"}),
             boost::test_tools::per_element());
  // with the text behind it and without tabs, as Odoo writes it
  BOOST_TEST(has(nested["tree"]["arch"].get<std::string>(), "<tree><field name=\"partner_id\""));
  BOOST_TEST(nested["tree"]["arch"].get<std::string>().ends_with("</tree> "));
  BOOST_TEST(nested["form"]["fields"]["fold_state"]["type"] == "selection");
}

BOOST_AUTO_TEST_CASE(fields_on_which_others_depend_tell_when_they_change) {
  const auto changes = [](const std::string& model, const std::string& arch, const char* field) {
    return has(arch_of(model, arch), "<field name=\"" + std::string(field) + "\" on_change=\"1\"");
  };
  // a computed field of the view, at any distance; one that is not shown wants nothing
  BOOST_TEST(changes("res.partner",
                     "<form><field name=\"name\"/><field name=\"display_name\"/></form>", "name"));
  BOOST_TEST(!changes("res.partner", "<form><field name=\"name\"/></form>", "name"));
  // a method of the model
  BOOST_TEST(changes("mail.channel", "<form><field name=\"public\"/></form>", "public"));
  BOOST_TEST(!changes("mail.channel", "<form><field name=\"name\"/></form>", "name"));
}

BOOST_AUTO_TEST_CASE(calendars_and_panels_and_groups_of_lists_have_fields_too) {
  const Value calendar =
      processed("mail.activity",
                "<calendar date_start=\"date_deadline\" color=\"user_id.name\"><filter "
                "name=\"res_name\"/><field name=\"summary\"/></calendar>");
  for (const char* name : {"date_deadline", "user_id", "res_name", "summary"})
    BOOST_TEST(calendar["fields"].contains(name), name);
  BOOST_TEST(!calendar["fields"]["date_deadline"].contains("views"));
  const Value search =
      processed("mail.channel",
                "<search><field name=\"name\"/><searchpanel><field name=\"group_public_id\" "
                "groups=\"base.group_system\"/></searchpanel></search>");
  BOOST_TEST(keys(search["fields"]) == (std::vector<std::string>{"name"}),
             boost::test_tools::per_element());
  BOOST_TEST(has(search["arch"].get<std::string>(), "invisible=\"1\""));
  const Value tree = processed(
      "mail.activity", "<tree><groupby name=\"user_id\"><field name=\"login\"/></groupby></tree>");
  BOOST_TEST(tree["fields"]["user_id"]["views"]["groupby"]["fields"].contains("login"));
  BOOST_CHECK_THROW(processed("mail.activity", "<tree><groupby name=\"summary\"/></tree>"),
                    ValueError);
}

BOOST_AUTO_TEST_CASE(
    a_field_that_only_odoo_knows_is_left_out_and_one_that_nobody_knows_is_an_error) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    env.cr().execute(
        "INSERT INTO ir_model_fields (name, model, model_id, field_description, ttype, state) "
        "SELECT 'of_another_module', model, id, 'Other', 'char', 'base' FROM ir_model "
        "WHERE model = 'mail.channel'");
    env.clear_caches();
    return nullptr;
  });
  const Value form =
      processed("mail.channel",
                "<form><label for=\"of_another_module\"/><field name=\"of_another_module\"/><field "
                "name=\"name\"/></form>");
  BOOST_TEST(keys(form["fields"]) == (std::vector<std::string>{"name"}),
             boost::test_tools::per_element());
  BOOST_TEST(!has(form["arch"].get<std::string>(), "of_another_module"));
  BOOST_CHECK_EXCEPTION(
      processed("mail.channel", "<form><field name=\"nobodys\"/></form>"), ValueError,
      [](const ValueError& error) { return has(error.what(), "Field `nobodys` does not exist"); });
}

BOOST_AUTO_TEST_CASE(letters_of_any_script_stay_as_they_are) {
  const std::string arch =
      arch_of("mail.channel", "<form string=\"Pièces 漢字 😀\"><b t=\"é\">é😀</b></form>");
  BOOST_TEST(has(arch, "string=\"Pièces 漢字 😀\""));
  BOOST_TEST(has(arch, "<b t=\"é\">é😀</b>"));
}

BOOST_AUTO_TEST_CASE(behind_odoo_screens_are_odoos) {
  BOOST_CHECK_THROW(installation().engine().run_sudo([](const Env& env) {
    env.unit().undecided_is_left_to_odoo = true;
    return env["mail.channel"].call("fields_view_get");
  }),
                    ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
