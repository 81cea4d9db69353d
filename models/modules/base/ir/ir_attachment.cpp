// ir.attachment: Attachment.
#include "models/modules/base/ir/ir_attachment.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_ir_attachment(Registry& registry) {
  Model& m = registry.define("ir.attachment", "base", "Attachment");
  m.order("id desc");
  m.field("name", char_("Name").required());
  m.field("description", text("Description"));
  m.field("res_name", char_("Resource Name").compute("_compute_res_name"));
  m.field("res_model", char_("Resource Model")
                           .readonly()
                           .help("The database object this attachment will be attached to."));
  m.field("res_field", char_("Resource Field").readonly());
  m.field("res_id", many2one_reference("Resource ID", "res_model")
                        .readonly()
                        .help("The record id this is attached to."));
  m.field("company_id",
          many2one("Company", "res.company").by_default_method("_default_company_id"));
  m.field("type", selection("Type", {{"url", "URL"}, {"binary", "File"}})
                      .required()
                      .by_default("binary")
                      .help("You can either upload a file from your computer or copy/paste an "
                            "internet link to your file."));
  m.field("url", char_("Url").index().size(1024));
  m.field("public", boolean("Is public document"));
  m.field("access_token", char_("Access Token").groups("base.group_user"));
  m.field("datas", binary("File Content")
                       .compute("_compute_datas")
                       .depends({"store_fname", "db_datas"})
                       .depends_context({"bin_size"})
                       .inverse("_inverse_datas"));
  m.field("db_datas", binary("Database Data").attachment(false));
  m.field("store_fname", char_("Stored Filename"));
  m.field("file_size", integer("File Size").readonly());
  m.field("checksum", char_("Checksum/SHA1").readonly().index().size(40));
  m.field("mimetype", char_("Mime Type").readonly());
  m.field("index_content", text("Indexed Content").readonly().prefetch(false));
  define_ir_attachment_content(m);
  define_ir_attachment_access(m);
}

}  // namespace chatterd
