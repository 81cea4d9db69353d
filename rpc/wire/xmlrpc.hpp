// The XML-RPC codec. Parsing is xmlrpc-c's, behind checks that it lacks; writing is ours, because
// xmlrpc-c writes <i4> where Odoo writes <int>, which is what strict clients look for.
#pragma once
#include <string>
#include <string_view>

#include "models/engine/value.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

// Deeper values than any call needs; expat's recursion stays small.
constexpr std::size_t xmlrpc_depth_limit = 64;

struct XmlCall {
  std::string method;
  Value params;  // an array
};

// nil is null, date-times are "YYYY-MM-DD HH:MM:SS", base64 is a binary Value (its bytes decoded).
// Throws Error (internal, "xml.parsers.expat.ExpatError") for what is no XML-RPC call, for document
// types and entities, for invalid UTF-8 and for nesting beyond the limit.
XmlCall parse_xml_call(std::string_view body);
// Throws TypeError for null (allow_none is off in Odoo) and OverflowError for integers over 32
// bits; characters that XML cannot hold are left out.
std::string xml_response(const Value& result);
std::string xml_fault(const Fault& fault);

}  // namespace chatterd::rpc
