// A remote call: from model, method and arguments as a client sent them to the answer (odoo/api.py
// call_kw).
#pragma once
#include <optional>
#include <string>

#include "bridge/postgres/sql.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Throws AccessError for private methods, KeyError for unknown models, AttributeError for unknown
// methods. `kwargs["context"]` becomes the environment's context.
//
// `text`, when given, may get the answer as JSON text instead; null is returned then.
Value call_kw(const Env& env, const std::string& model, const std::string& method, Value args,
              Value kwargs, std::string* text = nullptr);

// The other form (Twin) of a layer that remote calls may reach: the answer as JSON text, byte for
// byte what dumping the layer's answer gives, or nothing where the layer itself has to be called.
// It is asked only where the layer is the model's newest one.
using FastCall = std::optional<std::string> (*)(const Records& records, const Args& args);

// What the client is told of a broken database constraint: ValidationError with Odoo's text, or the
// error itself when Odoo has none for it (service/model.py check()).
[[noreturn]] void raise_integrity_error(const Env& env, const bridge::SqlError& error);

}  // namespace chatterd
