// ir.model.data: Model Data.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/ir/ir_model.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {

void define_ir_model_data(Registry& registry) {
  Model& m = registry.define("ir.model.data", "base", "Model Data");
  m.order("module, model, name");
  m.field("name", char_("External Identifier")
                      .required()
                      .help("External Key/Identifier that can be used for data integration with "
                            "third-party systems"));
  m.field("complete_name",
          char_("Complete ID").compute("_compute_complete_name").depends({"module", "name"}));
  m.field("model", char_("Model Name").required());
  m.field("module", char_().required().by_default(""));
  m.field("res_id", integer("Record ID").help("ID of the target record in the database"));
  m.field("noupdate", boolean("Non Updatable").by_default(false));
  m.field("date_update", datetime("Update Date").by_default_method("_now"));
  m.field("date_init", datetime("Init Date").by_default_method("_now"));
  m.field("reference",
          char_("Reference").compute("_compute_reference").depends({"model", "res_id"}));
  define_ir_model_data_methods(m);
  define_model_data_names(m);
}

}  // namespace chatterd
