// rating.rating: Rating (addons/rating/models/rating.py).
#include "bridge/files/hash.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace {

// "model/id" of a record that has no name, or is gone.
Value name_of_record(const Env& env, const std::string& model, Id id) {
  const Records record = env.sudo().browse(model, {id}).exists();
  const std::string name = record.empty() ? "" : record.display_name();
  return name.empty() ? model + "/" + std::to_string(id) : name;
}

Value compute_res_name(const Records& ratings, const Args&) {
  for (const Records& rating : ratings.each())
    rating.assign("res_name",
                  name_of_record(rating.env(), rating.text("res_model"), rating.id("res_id")));
  return nullptr;
}

Value compute_parent_res_name(const Records& ratings, const Args&) {
  for (const Records& rating : ratings.each()) {
    const Id parent = rating.id("parent_res_id");
    const std::string model = rating.text("parent_res_model");
    rating.assign("parent_res_name", parent != 0 && !model.empty()
                                         ? name_of_record(rating.env(), model, parent)
                                         : Value(false));
  }
  return nullptr;
}

Value compute_rating_text(const Records& ratings, const Args&) {
  for (const Records& rating : ratings.each()) {
    const Value given = rating.get("rating");
    const double value = given.is_number() ? given.get<double>() : 0;
    rating.assign("rating_text", value >= 7   ? "satisfied"
                                 : value > 3  ? "not_satisfied"
                                 : value >= 1 ? "highly_dissatisfied"
                                              : "no_rating");
  }
  return nullptr;
}

Value default_access_token(const Records&, const Args&) { return bridge::random_hex(16); }

// The document that the rated one belongs to, such as the live chat channel of a conversation.
void add_parent(const Env& env, Value& values) {
  if (!truthy(values.value("res_model_id", Value())) || !truthy(values.value("res_id", Value())))
    return;
  const std::string model =
      env.sudo().browse("ir.model", {to_id(values["res_model_id"])}).text("model");
  const Records rated = env.browse(model, {to_id(values["res_id"])});
  values["parent_res_model_id"] = values["parent_res_id"] = false;
  if (!rated.model().find_method("_rating_get_parent_field_name")) return;
  const Value field = rated.call("_rating_get_parent_field_name");
  if (!field.is_string()) return;
  const Records parent = rated.rel(field.get<std::string>());
  values["parent_res_model_id"] =
      env.sudo()["ir.model"].search(Value::array({term("model", "=", parent.model().name())})).id();
  values["parent_res_id"] = parent.id();
}

Value create_ratings(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  for (Value& values : list) add_parent(self.env(), values);
  return args.super(self, {{"vals_list", list}});
}

}  // namespace

void define_rating_rating(Registry& registry) {
  Model& m = registry.define("rating.rating", "rating", "Rating");
  m.order("write_date desc").rec_name("res_name");
  m.sql_constraint("rating_range", "check(rating >= 0 and rating <= 10)",
                   "Rating should be between 0 to 10");
  m.field("res_name", char_("Resource name")
                          .compute("_compute_res_name")
                          .stored()
                          .depends({"res_model", "res_id"})
                          .help("The name of the rated resource."));
  m.field("res_model_id", many2one("Related Document Model", "ir.model")
                              .index()
                              .ondelete("cascade")
                              .help("Model of the followed resource"));
  m.field("res_model",
          char_("Document Model").related("res_model_id.model").stored().index().readonly());
  m.field("res_id", integer("Document").required().index().help("Identifier of the rated object"));
  m.field("parent_res_name", char_("Parent Document Name")
                                 .compute("_compute_parent_res_name")
                                 .stored()
                                 .depends({"parent_res_model", "parent_res_id"}));
  m.field("parent_res_model_id",
          many2one("Parent Related Document Model", "ir.model").index().ondelete("cascade"));
  m.field("parent_res_model", char_("Parent Document Model")
                                  .related("parent_res_model_id.model")
                                  .stored()
                                  .index()
                                  .readonly(false));
  m.field("parent_res_id", integer("Parent Document").index());
  m.field("rated_partner_id",
          many2one("Rated person", "res.partner").help("Owner of the rated resource"));
  m.field("partner_id", many2one("Customer", "res.partner").help("Author of the rating"));
  m.field("rating", float_("Rating Number")
                        .group_operator("avg")
                        .by_default(0)
                        .help("Rating value: 0=Unhappy, 10=Happy"));
  m.field("rating_text", selection("Rating", {{"satisfied", "Satisfied"},
                                              {"not_satisfied", "Not satisfied"},
                                              {"highly_dissatisfied", "Highly dissatisfied"},
                                              {"no_rating", "No Rating yet"}})
                             .compute("_compute_rating_text")
                             .stored()
                             .depends({"rating"}));
  m.field("feedback", text("Comment").help("Reason of the rating"));
  m.field("message_id", many2one("Linked message", "mail.message")
                            .index()
                            .ondelete("cascade")
                            .help("Associated message when posting a review. Mainly used in "
                                  "website addons."));
  m.field("access_token", char_("Security Token")
                              .by_default_method("_default_access_token")
                              .help("Access token to set the rating of the value"));
  m.field("consumed", boolean("Filled Rating").help("Enabled if the rating has been filled."));
  m.method("create", On::model, {"vals_list"}, create_ratings);
  m.method("_compute_res_name", On::multi, {}, compute_res_name);
  m.method("_compute_parent_res_name", On::multi, {}, compute_parent_res_name);
  m.method("_compute_rating_text", On::multi, {}, compute_rating_text);
  m.method("_default_access_token", On::model, {}, default_access_token);
}

}  // namespace chatterd
