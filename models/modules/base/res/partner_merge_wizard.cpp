// base.partner.merge.automatic.wizard and its lines: contacts that are alike, or were chosen,
// become one (odoo/addons/base/wizard/base_partner_merge.py).
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/partner_merge.hpp"

namespace chatterd {
namespace merge_wizard {
namespace {

using bridge::Sql;

constexpr std::size_t most_at_once = 3;
constexpr const char* groupings[] = {"email", "name", "is_company", "vat", "parent_id"};

// The dialog that is open. Throws MissingError for one that is gone.
Records opened(const Records& wizard) {
  wizard.ensure_one().get("state");
  return wizard;
}

// The dialog again, in its new state.
Value shown_again(const Records& wizard) {
  return {{"type", "ir.actions.act_window"},
          {"res_model", wizard.model().name()},
          {"res_id", wizard.id()},
          {"view_mode", "form"},
          {"target", "new"}};
}

Value finished(const Records& wizard) {
  wizard.write({{"state", "finished"}});
  return shown_again(wizard);
}

// "[1, 2]", as a line keeps the contacts that are alike.
Ids ids_of(const Records& line) { return to_ids(Value::parse(line.text("aggr_ids"))); }

Value default_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value out = args.super(self);
  const Ids chosen = to_ids(env.context("active_ids"));
  if (env.context("active_model") != "res.partner" || chosen.empty()) return out;
  out["state"] = "selection";
  out["partner_ids"] = Value::array({command::set(chosen)});
  out["dst_partner_id"] = ordered_partners(env, chosen).ids().back();
  return out;
}

void check_mergeable(const Env& env, const Records& partners, bool checked) {
  if (partners.size() > most_at_once)
    throw UserError(
        env.translate("For safety reasons, you cannot merge more than 3 contacts together. You can "
                      "re-open the wizard several times if needed."));
  for (const Records& partner : partners.each()) {
    const Records below = env["res.partner"].search(
        Value::array({term("id", "child_of", Value::array({partner.id()}))}));
    if (!((below - partner) & partners).empty())
      throw UserError(env.translate("You cannot merge a contact with one of his parent."));
  }
  if (!checked) return;
  std::set<std::string> emails;
  for (const Records& partner : partners.each()) emails.insert(partner.get("email").dump());
  if (emails.size() > 1)
    throw UserError(
        env.translate("All contacts must have the same email. Only the Administrator can merge "
                      "contacts with different emails."));
}

// The companies of users whose contacts become one are those of that contact; one without a company
// leaves them as they are.
void align_users(const Records& partners, const Records& kept) {
  const Id company = kept.id("company_id");
  if (company == 0) return;
  for (const Records& user : partners.rel("user_ids").sudo().each())
    user.write(
        {{"company_ids", Value::array({command::set(Ids{company})})}, {"company_id", company}});
}

// _merge. `wanted`: who stays, if it is one of them.
void merge(const Records& wizard, const Ids& ids, const Records& wanted) {
  const Env& env = wizard.env();
  const bool checked = !env.is_superuser_or_admin();
  const Records partners = env.browse("res.partner", ids).exists();
  if (partners.size() < 2) return;
  check_mergeable(env, partners, checked);
  const Records ordered = ordered_partners(env, partners.ids());
  const bool chosen = !wanted.empty() && contains(partners.ids(), wanted.id());
  const Records kept = chosen ? wanted : ordered.browse({ordered.ids().back()});
  const Records others = (chosen ? partners : ordered) - kept;
  if (checked && env.registry().find("account.move.line") &&
      env.sudo()["account.move.line"].search_count(
          Value::array({term("partner_id", "in", others.ids())})) > 0)
    throw UserError(
        env.translate("Only the destination contact may be linked to existing Journal Items. "
                      "Please ask the Administrator if you need to merge several contacts linked "
                      "to existing Journal Items."));
  align_users(partners, kept);
  move_to_partner(others, kept);
  wizard.call("_log_merge_operation", Value::array({others.ids(), kept.id()}));
  others.unlink();
}

Value log_merge(const Records&, const Args&) { return nullptr; }

// _action_next_screen: the next contacts that are alike, or the end.
Value next_screen(const Records& wizard) {
  wizard.invalidate();
  const Records lines = wizard.rel("line_ids");
  if (lines.empty()) {
    wizard.write(
        {{"current_line_id", false}, {"partner_ids", Value::array()}, {"state", "finished"}});
    return shown_again(wizard);
  }
  const Records line = lines.browse({lines.id()});
  const Ids alike = ids_of(line);
  wizard.write({{"current_line_id", line.id()},
                {"partner_ids", Value::array({command::set(alike)})},
                {"dst_partner_id", ordered_partners(wizard.env(), alike).ids().back()},
                {"state", "selection"}});
  return shown_again(wizard);
}

Value skip(const Records& wizard, const Args&) {
  opened(wizard).rel("current_line_id").unlink();
  return next_screen(wizard);
}

// Lines of the contacts that a query found alike, where the caller may see two of them.
void keep_lines(const Records& wizard, const Sql& query) {
  const Env& env = wizard.env();
  const bool without_users = wizard.is("exclude_contact");
  const bool without_items =
      wizard.is("exclude_journal_item") && env.registry().find("account.move.line");
  Id found = 0;
  const auto rows = env.cr().execute(query);
  for (const bridge::Row row : rows) {
    const Ids ids = env["res.partner"].search(Value::array({term("id", "in", row[1].ids())})).ids();
    const auto used = [&](const char* model) {
      return env[model].search_count(Value::array({term("partner_id", "in", ids)})) > 0;
    };
    if (ids.size() < 2 || (without_users && used("res.users")) ||
        (without_items && used("account.move.line")))
      continue;
    env["base.partner.merge.line"].create({{"wizard_id", wizard.id()},
                                           {"min_id", row[0].integer()},
                                           {"aggr_ids", python_repr(Value(ids))}});
    ++found;
  }
  wizard.write({{"state", "selection"}, {"number_group", found}});
}

// Contacts that are the same in all that was ticked.
Sql alike_query(const Records& wizard) {
  std::vector<Sql> same, known;
  for (const std::string name : groupings) {
    if (!wizard.is("group_by_" + name)) continue;
    const Sql column = Sql::identifier(name);
    const bool text = name == "email" || name == "name";
    same.push_back(text            ? Sql("lower(") + column + Sql(")")
                   : name == "vat" ? Sql("replace(") + column + Sql(", ' ', '')")
                                   : column);
    if (text || name == "vat") known.push_back(column + Sql(" IS NOT NULL"));
  }
  if (same.empty())
    throw UserError(wizard.env().translate("You have to specify a filter for your selection."));
  Sql query("SELECT min(id), array_agg(id) FROM res_partner");
  if (!known.empty()) query += Sql(" WHERE ") + Sql::join(known, " AND ");
  query +=
      Sql(" GROUP BY ") + Sql::join(same, ", ") + Sql(" HAVING count(*) >= 2 ORDER BY min(id)");
  if (const Id most = wizard.get("maximum_group").get<Id>(); most != 0)
    query += Sql(" LIMIT %s", {most});
  return query;
}

Value start_manual(const Records& wizard, const Args&) {
  keep_lines(opened(wizard), alike_query(wizard));
  return next_screen(wizard);
}

void merge_lines(const Records& wizard) {
  wizard.invalidate();
  for (const Records& line : wizard.rel("line_ids").each()) {
    merge(wizard, ids_of(line), wizard.env()["res.partner"]);
    line.unlink();
  }
}

Value start_automatic(const Records& wizard, const Args& args) {
  start_manual(wizard, args);
  merge_lines(wizard);
  return finished(wizard);
}

// Contacts with the name and e-mail of their parent.
Value migrate_parents(const Records& wizard, const Args&) {
  keep_lines(opened(wizard), R"sql(
      SELECT min(p.id), array_agg(DISTINCT p.id)
      FROM res_partner p
        JOIN res_partner o ON o.email = p.email AND o.name = p.name
          AND (p.parent_id = o.id OR p.id = o.parent_id)
      GROUP BY p.email, p.name, CASE WHEN p.parent_id = o.id THEN o.id ELSE p.id END
      HAVING count(*) >= 2
      ORDER BY min(p.id))sql");
  merge_lines(wizard);
  wizard.env().cr().execute(
      "UPDATE res_partner SET is_company = NULL, parent_id = NULL WHERE parent_id = id");
  wizard.env().cache().clear();
  return finished(wizard);
}

Value update_all(const Records& wizard, const Args& args) {
  migrate_parents(wizard, args);
  const Records another = wizard.browse({}).create(
      {{"group_by_vat", true}, {"group_by_email", true}, {"group_by_name", true}});
  another.call("action_start_automatic_process");
  wizard.env().cr().execute(
      "UPDATE res_partner SET is_company = NULL WHERE parent_id IS NOT NULL AND is_company IS NOT "
      "NULL");
  wizard.env().cache().clear();
  return next_screen(wizard);
}

Value merge_chosen(const Records& wizard, const Args&) {
  const Records partners = opened(wizard).rel("partner_ids");
  if (partners.empty()) return finished(wizard);
  merge(wizard, partners.ids(), wizard.rel("dst_partner_id"));
  wizard.rel("current_line_id").unlink();
  return next_screen(wizard);
}

}  // namespace
}  // namespace merge_wizard

void define_partner_merge(Registry& registry) {
  Model& line = registry.define("base.partner.merge.line", "base", "Merge Partner Line");
  line.transient().order("min_id asc");
  line.field("wizard_id", many2one("Wizard", "base.partner.merge.automatic.wizard"));
  line.field("min_id", integer("MinID"));
  line.field("aggr_ids", char_("Ids").required());
  Model& m = registry.define("base.partner.merge.automatic.wizard", "base", "Merge Partner Wizard");
  m.transient();
  m.field("group_by_email", boolean("Email"));
  m.field("group_by_name", boolean("Name"));
  m.field("group_by_is_company", boolean("Is Company"));
  m.field("group_by_vat", boolean("VAT"));
  m.field("group_by_parent_id", boolean("Parent Company"));
  m.field("state",
          selection("State",
                    {{"option", "Option"}, {"selection", "Selection"}, {"finished", "Finished"}})
              .required()
              .readonly()
              .by_default("option"));
  m.field("number_group", integer("Group of Contacts").readonly());
  m.field("current_line_id", many2one("Current Line", "base.partner.merge.line"));
  m.field("line_ids", one2many("Lines", "base.partner.merge.line", "wizard_id"));
  m.field("partner_ids", many2many("Contacts", "res.partner"));
  m.field("dst_partner_id", many2one("Destination Contact", "res.partner"));
  m.field("exclude_contact", boolean("A user associated to the contact"));
  m.field("exclude_journal_item", boolean("Journal Items associated to the contact"));
  m.field("maximum_group", integer("Maximum of Group of Contacts"));
  m.method("default_get", On::model, {}, merge_wizard::default_get);
  m.method("_log_merge_operation", On::multi, {"src_partners", "dst_partner"},
           merge_wizard::log_merge);
  m.method("action_skip", On::multi, {}, merge_wizard::skip);
  m.method("action_start_manual_process", On::multi, {}, merge_wizard::start_manual);
  m.method("action_start_automatic_process", On::multi, {}, merge_wizard::start_automatic);
  m.method("parent_migration_process_cb", On::multi, {}, merge_wizard::migrate_parents);
  m.method("action_update_all_process", On::multi, {}, merge_wizard::update_all);
  m.method("action_merge", On::multi, {}, merge_wizard::merge_chosen);
}

}  // namespace chatterd
