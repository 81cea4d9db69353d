// A remote call: from model, method and arguments as a client sent them to the answer (odoo/api.py
// call_kw).
#pragma once
#include <string>

#include "bridge/postgres/sql.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Throws AccessError for private methods, KeyError for unknown models, AttributeError for unknown
// methods. `kwargs["context"]` becomes the environment's context.
Value call_kw(const Env& env, const std::string& model, const std::string& method, Value args,
              Value kwargs);

// What the client is told of a broken database constraint: ValidationError with Odoo's text, or the
// error itself when Odoo has none for it (service/model.py check()).
[[noreturn]] void raise_integrity_error(const Env& env, const bridge::SqlError& error);

}  // namespace chatterd
