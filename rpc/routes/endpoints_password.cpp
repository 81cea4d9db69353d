// /web/reset_password: the link of an invitation, or of a forgotten password
// (odoo/addons/auth_signup/controllers/main.py web_auth_reset_password). The forms are our own.
#include "models/engine/errors.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/sessions/csrf.hpp"
#include "rpc/web/files.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace {

struct PasswordWords {
  const char *language, *choose, *forgotten, *login, *password, *again, *save, *send, *back;
  const char* sent;  // to everybody alike: it does not tell who has an account here
  const char *different, *invalid, *failed;
};

constexpr PasswordWords english_words = {
    "en",
    "Choose your password",
    "Forgotten password",
    "Login or e-mail address",
    "New password",
    "New password again",
    "Save",
    "Send the link",
    "Back to signing in",
    "If somebody here has this login, an e-mail with a link is on its way.",
    "The two passwords are not the same.",
    "This link is no longer valid. Ask for a new one.",
    "The e-mail could not be sent. Please ask your administrator."};
constexpr PasswordWords french_words = {
    "fr",
    "Choisissez votre mot de passe",
    "Mot de passe oublié",
    "Identifiant ou adresse e-mail",
    "Nouveau mot de passe",
    "Nouveau mot de passe, encore",
    "Enregistrer",
    "Envoyer le lien",
    "Retour à la connexion",
    "Si quelqu’un a cet identifiant ici, un e-mail avec un lien est en route.",
    "Les deux mots de passe ne sont pas les mêmes.",
    "Ce lien n’est plus valable. Demandez-en un nouveau.",
    "L’e-mail n’a pas pu partir. Demandez à votre administrateur."};

std::string input_field(const std::string& name, const char* type, const char* label,
                        const char* complete) {
  return "<label for=\"" + name + "\">" + label + "</label><input id=\"" + name + "\" name=\"" +
         name + "\" type=\"" + type + "\" autocomplete=\"" + complete + "\" required>";
}

std::string password_form(Call& call, const PasswordWords& words, const std::string& token,
                          const std::string& problem) {
  const std::string fields =
      token.empty() ? input_field("login", "text", words.login, "username")
                    : input_field("password", "password", words.password, "new-password") +
                          input_field("confirm_password", "password", words.again, "new-password");
  return "<form class=\"login-form\" method=\"post\" action=\"/web/reset_password\"><input "
         "type=\"hidden\" name=\"csrf_token\" value=\"" +
         csrf_token(call) + "\"><input type=\"hidden\" name=\"token\" value=\"" +
         html_escape(token) + "\">" + fields + "<p class=\"problem\" role=\"alert\">" +
         html_escape(problem) + "</p><button class=\"primary\" type=\"submit\">" +
         (token.empty() ? words.send : words.save) + "</button></form>";
}

HttpResponse password_page(const PasswordWords& words, const std::string& title,
                           const std::string& content) {
  const std::string assets = std::string("/discuss/a/") + page_hash + "/";
  HttpResponse response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.set("Referrer-Policy", "no-referrer");  // the address holds the token
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
               "base-uri 'none'; frame-ancestors 'none'");
  response.body = std::string("<!DOCTYPE html>\n<html lang=\"") + words.language +
                  "\"><head><meta charset=\"utf-8\"><title>" + html_escape(title) +
                  "</title><meta name=\"viewport\" content=\"width=device-width, "
                  "initial-scale=1\"><link rel=\"stylesheet\" href=\"" +
                  assets +
                  "style.css\"></head><body><main class=\"login\"><div class=\"login-card\"><img "
                  "class=\"logo\" alt=\"\" src=\"" +
                  assets + "icon.svg\"><h1>" + html_escape(title) + "</h1>" + content +
                  "<p class=\"hint\"><a href=\"/web/login\">" + words.back +
                  "</a></p></div></main></body></html>\n";
  return response;
}

HttpResponse reset_password(Call& call) {
  const Value lang = call.context.contains("lang") ? call.context["lang"] : Value("en_US");
  const bool in_french = to_text(lang).starts_with("fr");
  const PasswordWords& words = in_french ? french_words : english_words;
  const auto given = [&](const char* name) {
    const Value value = call.parameter(name);
    return truthy(value) ? to_text(value) : std::string();
  };
  const auto as_nobody = [&](const char* method, Value args) {
    Caller caller = call.caller();
    caller.uid = 0;  // whoever is signed in here, it is not about them: the public user asks
    call.backend().call_kw(caller, "res.users", method, std::move(args),
                           {{"context", {{"lang", in_french ? "fr_FR" : "en_US"}}}});
  };
  const std::string token = given("token");
  const std::string title = token.empty() ? words.forgotten : words.choose;
  const auto form = [&](const std::string& problem) {
    return password_page(words, title, password_form(call, words, token, problem));
  };
  call.subject = "res.users.reset_password";
  if (call.request->method != "POST") return form("");
  if (!token.empty() &&
      (given("password").empty() || given("password") != given("confirm_password")))
    return form(words.different);
  try {
    if (!token.empty()) {
      as_nobody("signup", Value::array({Value{{"password", given("password")}}, token}));
      return redirect(call.url_root() + "/web/login", 303);
    }
    as_nobody("reset_password", Value::array({given("login")}));
  } catch (const UserError&) {
    if (!token.empty()) return form(words.invalid);
  } catch (const Error&) {
    return form(words.failed);
  }
  return password_page(words, title, "<p role=\"status\">" + html_escape(words.sent) + "</p>");
}

}  // namespace

void add_password_routes(RouteTable& table) {
  for (const char* pattern : {"/web/reset_password", "/web/signup"}) {
    Route route;
    route.methods = "GET, POST";
    route.pattern = pattern;
    route.auth = Auth::open;
    route.csrf = true;
    route.handler = HttpHandler(reset_password);
    table.add(std::move(route));
  }
}

}  // namespace chatterd::rpc
