// werkzeug's error pages (werkzeug/exceptions.py) in the wording that clients and their logs know.
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace {

std::string_view default_description(int status) {
  switch (status) {
    case 400:
      return "The browser (or proxy) sent a request that this server could not understand.";
    case 403:
      return "You don't have the permission to access the requested resource. It is either "
             "read-protected or not readable by the server.";
    case 404:
      return "The requested URL was not found on the server. If you entered the URL manually "
             "please check your spelling and try again.";
    case 405:
      return "The method is not allowed for the requested URL.";
    case 408:
      return "The server closed the network connection because the browser didn't finish the "
             "request within the specified time.";
    case 413:
      return "The data value transmitted exceeds the capacity limit.";
    case 416:
      return "The server cannot provide the requested range.";
    case 431:
      return "One or more header fields exceeds the maximum size.";
    case 503:
      return "The server is temporarily unable to service your request due to maintenance downtime "
             "or capacity problems. Please try again later.";
    default:
      return "The server encountered an internal error and was unable to complete your request. "
             "Either the server is overloaded or there is an error in the application.";
  }
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

HttpResponse error_page(int status, std::string_view description) {
  const std::string name = reason_phrase(status);
  HttpResponse response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.body = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>" +
                  std::to_string(status) + ' ' + name + "</title>\n<h1>" + name + "</h1>\n<p>" +
                  html_escape(description.empty() ? default_description(status) : description) +
                  "</p>\n";
  return response;
}

HttpResponse redirect(std::string_view location, int status) {
  const std::string safe = html_escape(location);
  HttpResponse response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Location", std::string(location));
  response.body =
      "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 "
      "Final//EN\">\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be "
      "redirected automatically to target URL: <a href=\"" +
      safe + "\">" + safe + "</a>.  If not click the link.";
  return response;
}

}  // namespace chatterd::rpc
