// What the module web_editor adds to ir.attachment.
#include "bridge/files/hash.hpp"
#include "bridge/files/image.hpp"
#include "bridge/text/percent.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value compute_local_url(const Records& attachments, const Args&) {
  for (const Records& attachment : attachments.each())
    attachment.assign("local_url",
                      attachment.is("url")
                          ? attachment.get("url")
                          : Value("/web/image/" + std::to_string(attachment.id()) + "?unique=" +
                                  (attachment.is("checksum") ? attachment.text("checksum")
                                                             : std::string("False"))));
  return nullptr;
}

Value compute_image_src(const Records& attachments, const Args&) {
  static const std::set<std::string> shown = {"image/gif", "image/jpe", "image/jpeg",
                                              "image/jpg", "image/png", "image/svg+xml"};
  for (const Records& attachment : attachments.each()) {
    Value source = false;
    if (shown.contains(attachment.text("mimetype")))
      source = attachment.is("url")
                   ? attachment.get("url")
                   : Value("/web/image/" + std::to_string(attachment.id()) + "/" +
                           bridge::percent_encode(attachment.text("name"), "_.-+!(),/:"));
    attachment.assign("image_src", source);
  }
  return nullptr;
}

Value compute_image_size(const Records& attachments, const Args&) {
  for (const Records& attachment : attachments.each()) {
    bridge::ImageSize size{};
    try {
      if (attachment.is("datas"))
        size = bridge::image_size(bridge::base64_decode_lenient(attachment.text("datas")));
    } catch (const std::exception&) {
      size = {};  // no picture
    }
    attachment.assign("image_width", size.width);
    attachment.assign("image_height", size.height);
  }
  return nullptr;
}

}  // namespace

void extend_ir_attachment_web_editor(Registry& registry) {
  Model& m = registry.extend("ir.attachment", "web_editor");
  m.field("local_url", char_("Attachment URL").compute("_compute_local_url"));
  m.field("image_src", char_().compute("_compute_image_src").depends({"mimetype", "url", "name"}));
  m.field("image_width", integer().compute("_compute_image_size").depends({"datas"}));
  m.field("image_height", integer().compute("_compute_image_size").depends({"datas"}));
  m.method("_compute_local_url", On::multi, {}, compute_local_url);
  m.method("_compute_image_src", On::multi, {}, compute_image_src);
  m.method("_compute_image_size", On::multi, {}, compute_image_size);
}

}  // namespace chatterd
