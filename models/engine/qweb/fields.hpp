// The widgets of t-field and t-options (odoo/addons/base/models/ir_qweb_fields.py).
#pragma once
#include <functional>

#include "models/engine/templates/record_values.hpp"

namespace chatterd::qweb {

// Renders the view of an external id with values, for widgets that are views themselves.
using RenderView =
    std::function<std::string(const std::string& xml_id, const templates::Variables& values)>;

// The value as HTML by the widget that the options name, or by `type`; None or False for nothing.
templates::Any value_to_html(const Env& env, const std::string& type, const templates::Any& value,
                             const templates::Dict& options, const RenderView& render_view);
// The same of a record's field.
templates::Any field_to_html(const templates::Any& record, const std::string& field,
                             const templates::Dict& options, const RenderView& render_view);

}  // namespace chatterd::qweb
