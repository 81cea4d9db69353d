// What people need on a new database and Odoo's own data files would bring: types of activities,
// the e-mails with which they set a password, French texts. The texts are chatterd's own.
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/setup/french_texts.hpp"
#include "models/engine/setup/new_database.hpp"

namespace chatterd {

namespace {

struct ActivityType {
  const char *name, *english, *french, *icon;
  int days;
};

constexpr ActivityType activity_types[] = {
    {"mail_activity_data_email", "Email", "E-mail", "fa-envelope", 0},
    {"mail_activity_data_call", "Call", "Appel", "fa-phone", 2},
    {"mail_activity_data_meeting", "Meeting", "Réunion", "fa-users", 0},
    {"mail_activity_data_todo", "To Do", "À faire", "fa-tasks", 5},
    {"mail_activity_data_upload_document", "Upload Document", "Envoi de document", "fa-upload", 5},
};

struct Letter {
  const char *name, *title;
  const char *subject, *body;                // English
  const char *french_subject, *french_body;  // with the same expressions
};

constexpr Letter letters[] = {
    {"set_password_email", "Discuss: invitation",
     "${object.create_uid.name} invites you to ${object.company_id.name}",
     "<p>Hello ${object.name},</p><p>${object.create_uid.name} has made an account for you at "
     "${object.company_id.name}. Your login is <b>${object.login}</b>.</p><p><a "
     "href=\"${object.signup_url}\">Choose your password</a></p><p>If the link does nothing, copy "
     "this address into your browser: ${object.signup_url}</p>",
     "${object.create_uid.name} vous invite chez ${object.company_id.name}",
     "<p>Bonjour ${object.name},</p><p>${object.create_uid.name} a ouvert un compte pour vous chez "
     "${object.company_id.name}. Votre identifiant est <b>${object.login}</b>.</p><p><a "
     "href=\"${object.signup_url}\">Choisissez votre mot de passe</a></p><p>Si le lien ne fait "
     "rien, copiez cette adresse dans votre navigateur : ${object.signup_url}</p>"},
    {"reset_password_email", "Discuss: new password", "A new password",
     "<p>Hello ${object.name},</p><p>Somebody, probably you, asked for a new password of the "
     "account <b>${object.login}</b>.</p><p><a href=\"${object.signup_url}\">Choose a new "
     "password</a></p><p>The link holds for a day. If you did not ask, do nothing: your password "
     "stays as it is.</p>",
     "Un nouveau mot de passe",
     "<p>Bonjour ${object.name},</p><p>Quelqu’un, sans doute vous, a demandé un nouveau mot de "
     "passe pour le compte <b>${object.login}</b>.</p><p><a "
     "href=\"${object.signup_url}\">Choisissez un nouveau mot de passe</a></p><p>Le lien vaut un "
     "jour. Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste ce qu’il "
     "est.</p>"},
};

}  // namespace

void name_record(const Env& env, const char* module, const std::string& name,
                 const Records& record) {
  env["ir.model.data"].create({{"module", module},
                               {"name", name},
                               {"model", record.model().name()},
                               {"res_id", record.id()},
                               {"noupdate", true}});
}

void create_first_records(Engine& engine) {
  engine.run_sudo([](const Env& env) -> Value {
    add_first_records(env);
    return nullptr;
  });
}

std::vector<std::string> add_first_records(const Env& env) {
  std::vector<std::string> added;
  const Value french = {{"lang", "fr_FR"}};
  Id sequence = 0;
  for (const ActivityType& type : activity_types) {
    sequence += 3;
    if (env.ref(std::string("mail.") + type.name) != 0) continue;
    const Records made = env["mail.activity.type"].create({{"name", type.english},
                                                           {"icon", type.icon},
                                                           {"delay_count", type.days},
                                                           {"sequence", sequence}});
    made.with_context(french).write({{"name", type.french}});
    name_record(env, "mail", type.name, made);
    added.push_back(std::string("activity type ") + type.english);
  }
  const Records users = env["ir.model"].search(Value::array({term("model", "=", "res.users")}));
  for (const Letter& letter : letters) {
    if (env.ref(std::string("auth_signup.") + letter.name) != 0) continue;
    const Records made = env["mail.template"].create(
        {{"name", letter.title},
         {"model_id", users.id()},
         {"subject", letter.subject},
         {"body_html", letter.body},
         {"email_from", "${(object.company_id.email or user.email or object.email) | safe}"},
         {"email_to", "${object.email | safe}"},
         {"lang", "${object.lang}"},
         {"auto_delete", true}});
    made.with_context(french).write(
        {{"subject", letter.french_subject}, {"body_html", letter.french_body}});
    name_record(env, "auth_signup", letter.name, made);
    added.push_back(std::string("e-mail ") + letter.title);
  }
  if (const std::size_t texts = write_french_texts(env); texts > 0)
    added.push_back("French texts: " + std::to_string(texts));
  return added;
}

}  // namespace chatterd
