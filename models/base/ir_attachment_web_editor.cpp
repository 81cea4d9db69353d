// What the module web_editor adds to ir.attachment.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_ir_attachment_web_editor(Registry& registry) {
  Model& m = registry.extend("ir.attachment", "web_editor");
  m.field("local_url", char_("Attachment URL").compute("_compute_local_url"));
  m.field("image_src", char_().compute("_compute_image_src").depends({"mimetype", "url", "name"}));
  m.field("image_width", integer().compute("_compute_image_size").depends({"datas"}));
  m.field("image_height", integer().compute("_compute_image_size").depends({"datas"}));
}

}  // namespace chatterd
