// The HTML pages of errors and redirections, as werkzeug writes them under Odoo 13.
#pragma once
#include <string>
#include <string_view>

#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

std::string html_escape(std::string_view text);
// An error page. An empty description means werkzeug's own text for the status.
HttpResponse error_page(int status, std::string_view description = "");
HttpResponse redirect(std::string_view location, int status = 302);

}  // namespace chatterd::rpc
