// Who a message is from: author and sender address that fit each other (_message_compute_author).
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

Value message_compute_author(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value author = args["author_id"], sender = args["email_from"];
  if (author.is_null()) {
    if (truthy(sender)) {
      const Value found =
          self.call("_mail_find_partner_from_emails", Value::array({Value::array({sender})}))[0];
      author = found;
    } else {
      const Id own = own_partner(env);
      author = own ? Value(own) : Value(false);
      sender = own ? env.sudo().browse("res.partner", {own}).get("email_formatted") : Value(false);
    }
  }
  if (sender.is_null() && truthy(author))
    sender = env.browse("res.partner", {to_id(author)}).get("email_formatted");
  if (!truthy(sender) && !env.su() && truthy(args["raise_exception"]))
    throw UserError(
        env.translate("Unable to log message, please configure the sender's email address."));
  return {{"author_id", author}, {"email_from", sender}};
}

}  // namespace

void define_mail_thread_author(Model& m) {
  // → {"author_id", "email_from"}
  m.method("_message_compute_author", On::multi,
           {{"author_id", nullptr}, {"email_from", nullptr}, {"raise_exception", true}},
           message_compute_author);
}

}  // namespace chatterd
