// ir.module.category: Application.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// Modules of the category and of those below it.
Value compute_module_nr(const Records& categories, const Args&) {
  std::map<Id, Id> counts;
  for (const bridge::Row row : categories.env().cr().execute(bridge::Sql(
           R"sql(
               SELECT p.id, count(m.id)
               FROM ir_module_category p
                 LEFT JOIN ir_module_category c ON c.parent_id = p.id
                 LEFT JOIN ir_module_module m ON m.category_id = p.id
                 OR m.category_id = c.id
               WHERE p.id = ANY(%s::int[])
               GROUP BY p.id)sql",
           {categories.ids()})))
    counts[row[0].integer()] = row[1].integer();
  for (const Records& category : categories.each())
    category.assign("module_nr", counts[category.id()]);
  return nullptr;
}

Value compute_xml_id(const Records& categories, const Args&) {
  std::map<Id, std::string> names;
  for (const bridge::Row row : categories.env().cr().execute(bridge::Sql(R"sql(
               SELECT res_id, module || '.' || name
               FROM ir_model_data
               WHERE model = 'ir.module.category'
                 AND res_id = ANY(%s::int[])
               ORDER BY id DESC)sql",
                                                                         {categories.ids()})))
    names[row[0].integer()] = row[1].str();
  for (const Records& category : categories.each()) category.assign("xml_id", names[category.id()]);
  return nullptr;
}

}  // namespace

void define_ir_module_category(Registry& registry) {
  Model& m = registry.define("ir.module.category", "base", "Application");
  m.order("name");
  m.field("name", char_("Name").required().index().translate());
  m.field("parent_id", many2one("Parent Application", "ir.module.category").index());
  m.field("child_ids", one2many("Child Applications", "ir.module.category", "parent_id"));
  m.field("module_nr",
          integer("Number of Apps").compute("_compute_module_nr").depends({"module_ids"}));
  m.field("module_ids", one2many("Modules", "ir.module.module", "category_id"));
  m.field("description", text("Description").translate());
  m.field("sequence", integer("Sequence"));
  m.field("visible", boolean("Visible").by_default(true));
  m.field("exclusive", boolean("Exclusive"));
  m.field("xml_id", char_("External ID").compute("_compute_xml_id"));
  m.method("_compute_module_nr", On::multi, {}, compute_module_nr);
  m.method("_compute_xml_id", On::multi, {}, compute_xml_id);
}

}  // namespace chatterd
