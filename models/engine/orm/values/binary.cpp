// Binary fields on ir_attachment rows, and the smaller images that follow a larger one.
#include "models/engine/orm/values/binary.hpp"

#include "bridge/files/hash.hpp"
#include "bridge/files/image.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"

namespace chatterd {

using bridge::Sql;

void read_binary(const Records& records, const Field& field) {
  const Env& env = records.env();
  const std::string key = cache_key(env, field);
  const bool size_only = !key.empty();
  std::unordered_map<Id, Value> values;
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT res_id, store_fname, db_datas, file_size
          FROM ir_attachment
          WHERE res_model = %s
            AND res_field = %s
            AND res_id = ANY(%s::int[]))sql",
                                         {field.model->name(), field.name, records.ids()}));
  for (const bridge::Row row : rows) {
    Value& value = values[row[0].integer()];
    if (size_only)
      value = human_size(static_cast<std::size_t>(row[3].integer()));
    else if (!row[1].is_null())
      value = bridge::base64_encode(attachment_bytes(env, row[1].str(), false));
    else
      value = row[2].is_null() ? Value(false) : Value(row[2].bytes());
  }
  for (const Id id : records.ids())
    env.cache().set(field, key, id, values.contains(id) ? values[id] : Value(false));
}

namespace {

// image_process(size=(max_width, max_height)): throws UserError for what is no image.
Value fitted(const Env& env, const Field& field, const Value& value) {
  if (!truthy(value) || field.type != FieldType::image) return value;
  std::string bytes;
  try {
    bytes = bridge::base64_decode_lenient(to_text(value));
    const std::string resized = bridge::image_process(
        bytes, {.width = field.max_width, .height = field.max_height, .verify_resolution = true});
    return resized == bytes ? value : Value(bridge::base64_encode(resized));
  } catch (const std::invalid_argument&) {
    throw UserError(env.translate(
        "This file could not be decoded as an image file. Please try with a different file."));
  } catch (const bridge::ImageError& error) {
    throw UserError(env.translate(error.what()));
  } catch (const bridge::ImageTooLarge& error) {
    throw ValueError(error.what());
  }
}

}  // namespace

void write_binary(const Records& records, const Field& field, const Value& given) {
  const Env& env = records.env();
  const Value value = fitted(env, field, given);
  const Records attachments =
      env.sudo()["ir.attachment"].with_context({{"binary_field_real_user", env.uid()}});
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT id, res_id
          FROM ir_attachment
          WHERE res_model = %s
            AND res_field = %s
            AND res_id = ANY(%s::int[]))sql",
                                         {field.model->name(), field.name, records.ids()}));
  const Records known = attachments.browse(rows.ids(0));
  if (!truthy(value)) {
    known.unlink();
  } else {
    if (!known.empty()) known.write({{"datas", value}});
    Value created = Value::array();
    for (const Id id : records.ids())
      if (!contains(rows.ids(1), id))
        created.push_back({{"name", field.name},
                           {"res_model", field.model->name()},
                           {"res_field", field.name},
                           {"res_id", id},
                           {"type", "binary"},
                           {"datas", value}});
    if (!created.empty()) attachments.create(created);
  }
  env.cache().forget(field, records.ids());
  // image_128 and its like are stored copies of image_1920
  for (const Field* other : field.model->fields()) {
    if (other == &field || !other->store || !other->binary() ||
        other->related != std::vector{field.name})
      continue;
    Value smaller = value;
    try {
      smaller = fitted(env, *other, value);
    } catch (const UserError&) {
      smaller = false;
    }
    write_binary(records, *other, smaller);
  }
}

}  // namespace chatterd
