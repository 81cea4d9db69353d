// What the module sms adds to ir.model.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_ir_model_sms(Registry& registry) {
  Model& m = registry.extend("ir.model", "sms");
  m.field("is_mail_thread_sms", boolean("Mail Thread SMS")
                                    .compute("_compute_is_mail_thread_sms")
                                    .depends({"is_mail_thread"})
                                    .search("_search_is_mail_thread_sms")
                                    .by_default(false)
                                    .help("Whether this model supports messages and notifications through SMS"));
}

}  // namespace chatterd
