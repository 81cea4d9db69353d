// ir.module.module: Module.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// What Odoo reads from a module's files is not there for chatterd: it knows what the database says.
Value no_files(const Records& modules, const Args&) {
  for (const Records& module : modules.each()) {
    module.assign("description_html", module.get("description"));
    for (const char* field :
         {"menus_by_module", "reports_by_module", "views_by_module", "icon_image"})
      module.assign(field, "");
    module.assign("installed_version",
                  module.is("latest_version") ? module.get("latest_version") : Value(""));
  }
  return nullptr;
}

}  // namespace

void define_ir_module_module(Registry& registry) {
  Model& m = registry.define("ir.module.module", "base", "Module");
  m.order("sequence,name");
  m.rec_name("shortdesc");
  m.sql_constraint("name_uniq", "UNIQUE (name)", "The name of the module must be unique!");
  m.field("name", char_("Technical Name").required().readonly().index());
  m.field("category_id", many2one("Category", "ir.module.category").readonly().index());
  m.field("shortdesc", char_("Module Name").readonly().translate());
  m.field("summary", char_("Summary").readonly().translate());
  m.field("description", text("Description").readonly().translate());
  m.field("description_html",
          html_("Description HTML").compute("_get_desc").depends({"name", "description"}));
  m.field("author", char_("Author").readonly());
  m.field("maintainer", char_("Maintainer").readonly());
  m.field("contributors", text("Contributors").readonly());
  m.field("website", char_("Website").readonly());
  m.field("installed_version",
          char_("Latest Version").compute("_get_latest_version").depends({"name"}));
  m.field("latest_version", char_("Installed Version").readonly());
  m.field("published_version", char_("Published Version").readonly());
  m.field("url", char_("URL").readonly());
  m.field("sequence", integer("Sequence").by_default(100));
  m.field("auto_install", boolean("Automatic Installation")
                              .help("An auto-installable module is automatically installed by the "
                                    "system when all its dependencies are satisfied. If the module "
                                    "has no dependency, it is always installed."));
  m.field("state", selection("Status", {{"uninstallable", "Uninstallable"},
                                        {"uninstalled", "Not Installed"},
                                        {"installed", "Installed"},
                                        {"to upgrade", "To be upgraded"},
                                        {"to remove", "To be removed"},
                                        {"to install", "To be installed"}})
                       .readonly()
                       .index()
                       .by_default("uninstallable"));
  m.field("demo", boolean("Demo Data").readonly().by_default(false));
  m.field("license",
          selection("License", {{"GPL-2", "GPL Version 2"},
                                {"GPL-2 or any later version", "GPL-2 or later version"},
                                {"GPL-3", "GPL Version 3"},
                                {"GPL-3 or any later version", "GPL-3 or later version"},
                                {"AGPL-3", "Affero GPL-3"},
                                {"LGPL-3", "LGPL Version 3"},
                                {"Other OSI approved licence", "Other OSI Approved License"},
                                {"OEEL-1", "Odoo Enterprise Edition License v1.0"},
                                {"OPL-1", "Odoo Proprietary License v1.0"},
                                {"Other proprietary", "Other Proprietary"}})
              .readonly()
              .by_default("LGPL-3"));
  m.field("menus_by_module",
          text("Menus").compute("_get_views").depends({"name", "state"}).stored());
  m.field("reports_by_module",
          text("Reports").compute("_get_views").depends({"name", "state"}).stored());
  m.field("views_by_module",
          text("Views").compute("_get_views").depends({"name", "state"}).stored());
  m.field("application", boolean("Application").readonly());
  m.field("icon", char_("Icon URL"));
  m.field("dependencies_id",
          one2many("Dependencies", "ir.module.module.dependency", "module_id").readonly());
  m.field("exclusion_ids",
          one2many("Exclusions", "ir.module.module.exclusion", "module_id").readonly());
  m.field(
      "icon_image",
      binary("Icon").compute("_get_icon_image").depends({"icon"}).depends_context({"bin_size"}));
  m.field("to_buy", boolean("Odoo Enterprise Module").by_default(false));
  for (const char* method : {"_get_desc", "_get_latest_version", "_get_views", "_get_icon_image"})
    m.method(method, On::multi, {}, no_files);
}

}  // namespace chatterd
