// rating.mixin: documents that customers rate (addons/rating/models/rating_mixin.py). Here they are
// live chats; their ratings are Odoo's rows.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The last rating of each.
Value compute_rating_last_value(const Records& documents, const Args&) {
  std::map<Id, double> values;
  for (const bridge::Row row : documents.env().cr().execute(
           Sql("SELECT DISTINCT ON (res_id) res_id, coalesce(rating, 0) FROM rating_rating WHERE "
               "res_model = %s AND res_id = ANY(%s::int[]) ORDER BY res_id, write_date DESC",
               {documents.model().name(), documents.ids()})))
    values[row[0].integer()] = row[1].json().get<double>();
  for (const Records& document : documents.each())
    document.assign("rating_last_value", values[document.id()]);
  return nullptr;
}

// Ratings know their document by its name, and the document that it belongs to.
Value write_ratings(const Records& documents, const Args& args) {
  const Value done = args.super(documents);
  const Value& values = args["vals"];
  if (!values.is_object()) return done;
  const Env& env = documents.env();
  const std::string& model = documents.model().name();
  const Value parent = documents.call("_rating_get_parent_field_name");
  for (const Records& document : documents.each()) {
    if (values.contains(documents.model().rec_name()))
      env.cr().execute(
          Sql("UPDATE rating_rating SET res_name = %s WHERE res_model = %s AND res_id = %s",
              {document.sudo().display_name(), model, document.id()}));
    if (parent.is_string() && values.contains(parent.get<std::string>()))
      env.cr().execute(
          Sql("UPDATE rating_rating SET parent_res_id = %s WHERE res_model = %s AND res_id = %s",
              {document.id(parent.get<std::string>()), model, document.id()}));
  }
  return done;
}

Value unlink(const Records& documents, const Args& args) {
  const Value done = args.super(documents);
  documents.env().cr().execute(
      Sql("DELETE FROM rating_rating WHERE res_model = %s AND res_id = ANY(%s::int[])",
          {documents.model().name(), documents.ids()}));
  return done;
}

Value rating_get_parent_field_name(const Records&, const Args&) { return nullptr; }

}  // namespace

void define_rating_mixin(Registry& registry) {
  Model& m = registry.define("rating.mixin", "rating", "Rating Mixin");
  m.abstract();
  m.field(
      "rating_last_value",
      float_("Rating Last Value").compute("_compute_rating_last_value").compute_sudo().stored());
  m.method("_compute_rating_last_value", On::multi, {}, compute_rating_last_value);
  m.method("write", On::multi, {"vals"}, write_ratings);
  m.method("unlink", On::multi, {}, unlink);
  m.method("_rating_get_parent_field_name", On::model, {}, rating_get_parent_field_name);
}

}  // namespace chatterd
