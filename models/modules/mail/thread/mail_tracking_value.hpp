// Changes of tracked fields, as they are stored and shown.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// The rows of mail_tracking_value of one message (column names and values) as the web client gets
// them, without those of fields whose groups the caller is not in. `model`: the message's.
Value tracking_for_client(const Env& env, const Value& model, const Value& rows);
// mail.tracking.value create_tracking_values: {} for a type that is not tracked. Values are in
// record form; `info` is the field's row of fields_get.
Value tracking_values(const Env& env, const Field& field, const Value& before, const Value& after,
                      const Value& info, int sequence);

}  // namespace chatterd
