// mail.mail: sending. Odoo sends in the transaction that marks the mails; here each mail is sent in
// one of its own after the commit, so that a transaction which is repeated or rolled back never
// sends a mail twice.
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/ir/ir_mail_server.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/outgoing/mail_letters.hpp"
#include "models/modules/mail/outgoing/mail_mail.hpp"

namespace chatterd {
namespace {

// Mails for one server, sent over one session.
struct Batch {
  Id server = 0;
  Ids mails;
  std::unique_ptr<bridge::SmtpSession> session;
  std::set<std::string>
      sent;  // recipients who have got it: not sent again when the transaction is repeated
};

// A sentence about what failed, and the reason. Odoo shows the Python tuple of both.
std::string delivery_failure(const std::string& name, const std::string& value) {
  return name + ". " + value;
}

Error delivery_exception(const std::string& name, const std::string& value) {
  return {ErrorKind::internal, delivery_failure(name, value),
          "odoo.addons.base.models.ir_mail_server.MailDeliveryException"};
}

// Somebody who did not get the mail: a contact, or (0) an address of a list.
struct Failure {
  Id partner = 0;
  std::string type;  // failure_type
  Value reason = false;
};

Records waiting_notifications(const Records& mails) {
  return mails.env()["mail.notification"].search(
      Value::array({term("notification_type", "=", "email"), term("mail_id", "in", mails.ids()),
                    term("notification_status", "not in", Value::array({"sent", "canceled"}))}));
}

void write_failures(const Records& notifications, const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) {
    const Records own = notifications.filtered(
        [&](const Records& n) { return n.id("res_partner_id") == failure.partner; });
    if (!own.empty())
      own.sudo().write({{"notification_status", "exception"},
                        {"failure_type", failure.type},
                        {"failure_reason", failure.reason}});
  }
  const Records messages =
      notifications.rel("mail_message_id").filtered([](const Records& message) {
        return is_thread_message(message.get("model"), message.get("res_id"),
                                 message.get("message_type"));
      });
  if (!messages.empty()) messages.call("_notify_mail_failure_update");
}

// What has become of the mails, in the notifications: the failures, and for everybody else that
// they were sent. Mails that are not needed any more are deleted: `keep` says that they are.
void postprocess(const Records& mails, const std::vector<Failure>& failures, bool keep) {
  const Env& env = mails.env();
  const Records notifying =
      mails.filtered([](const Records& mail) { return mail.is("notification"); });
  const Records notifications =
      notifying.empty() ? env["mail.notification"] : waiting_notifications(notifying);
  if (!notifications.empty()) {
    const Records failed = notifications.filtered([&](const Records& n) {
      return std::any_of(failures.begin(), failures.end(), [&](const Failure& failure) {
        return failure.partner == n.id("res_partner_id");
      });
    });
    if (!failures.empty()) write_failures(failed, failures);
    const Records done = notifications - failed;
    if (!done.empty())
      done.sudo().write(
          {{"notification_status", "sent"}, {"failure_type", false}, {"failure_reason", ""}});
  }
  if (keep) return;
  const Records over = mails.filtered([](const Records& mail) { return mail.is("auto_delete"); });
  if (!over.empty()) over.sudo().unlink();
}

// A failure of all who are waiting for the mails.
std::vector<Failure> failures_of_all(const Records& mails, const Ids& reached,
                                     const std::string& type, const Value& reason) {
  std::vector<Failure> out;
  for (const Records& notification : waiting_notifications(mails).each())
    if (const Id partner = notification.id("res_partner_id"); !contains(reached, partner))
      out.push_back({partner, type, reason});
  return out;
}

struct Outcome {
  bool sent = false;
  Ids reached;
  std::vector<Failure> failures;
  bool has(const char* type) const {
    return std::any_of(failures.begin(), failures.end(),
                       [&](const Failure& failure) { return failure.type == type; });
  }
};

// An address that no mail can be sent to.
Failure unfit(Id partner, const std::string& address, const std::string& reason) {
  return {partner, "RECIPIENT", "No mail can be sent to \"" + address + "\": " + reason};
}

Failure undelivered(Id partner, const std::string& python_name, const std::string& text) {
  return {
      partner, "UNKNOWN",
      delivery_failure("Mail Delivery Failed", "Mail delivery failed via SMTP server 'None'.\n" +
                                                   python_name + ": " + text)};
}

// Over the session, unless an attempt before, whose transaction was repeated, has done it.
void send_letter(const Letter& letter, const Envelope& envelope, const std::string& key,
                 Batch& batch, Outcome& outcome) {
  if (!batch.sent.contains(key)) {
    try {
      const auto refused = batch.session->send(envelope.from, envelope.to, envelope.text);
      for (const bridge::SmtpError& error : refused)
        outcome.failures.push_back(undelivered(0, error.python_name(), error.what()));
    } catch (const bridge::SmtpError& error) {
      if (error.python_name() == "SMTPServerDisconnected") throw;
      outcome.failures.push_back(undelivered(letter.partner, error.python_name(), error.what()));
      return;
    }
    batch.sent.insert(key);
  }
  outcome.sent = true;
  if (letter.partner) outcome.reached.push_back(letter.partner);
}

// Sends the mail's letters: whoever cannot be reached is a failure of his own, and the others get
// theirs. Throws SmtpError for a lost session, Error for a mail that can't be sent to anybody.
void send_letters(const Records& mail, Batch& batch, Outcome& outcome) {
  Email email = email_of(mail);
  try {
    email.plain = html::html2plaintext(email.html);
  } catch (const AttributeError&) {
    // nothing in it makes an element
  }
  bridge::Mailboxes cc = bridge::read_mailboxes(mail.text("email_cc"));
  email.cc = std::move(cc.good);
  for (const auto& bad : cc.refused) outcome.failures.push_back(unfit(0, bad.text, bad.reason));
  for (const Letter& letter : letters_of(mail)) {
    // a contact with a second address that is none has still got the mail
    const Id blamed = letter.to.good.empty() ? letter.partner : 0;
    for (const auto& bad : letter.to.refused)
      outcome.failures.push_back(unfit(blamed, bad.text, bad.reason));
    if (letter.to.good.empty()) continue;
    email.to = letter.to.good;
    send_letter(letter, build_email(mail.env(), email),
                std::to_string(mail.id()) + ":" + std::to_string(letter.partner), batch, outcome);
  }
}

std::string reasons_of(const std::vector<Failure>& failures) {
  std::vector<std::string> seen;
  std::string out;
  for (const Failure& failure : failures) {
    const std::string reason = to_text(failure.reason);
    if (std::find(seen.begin(), seen.end(), reason) != seen.end()) continue;
    seen.push_back(reason);
    out += (out.empty() ? "" : "\n") + reason;
  }
  return out;
}

// Writes down what has become of the mail. It is kept while something about it is told nowhere else
// or may be tried again: a contact that has no usable address is told by the notification.
void conclude(const Records& mail, const Outcome& outcome) {
  bool keep = outcome.has("UNKNOWN");
  if (!outcome.failures.empty()) {
    const Ids told =
        mail.is("notification") ? waiting_notifications(mail).rel("res_partner_id").ids() : Ids();
    for (const Failure& failure : outcome.failures) keep = keep || !contains(told, failure.partner);
  }
  if (outcome.failures.empty() && outcome.sent)
    mail.write({{"state", "sent"}, {"failure_reason", false}});
  else if (outcome.sent && !keep)
    mail.write({{"state", "sent"}, {"failure_reason", reasons_of(outcome.failures)}});
  else if (!outcome.failures.empty())
    mail.write({{"state", "exception"}, {"failure_reason", reasons_of(outcome.failures)}});
  postprocess(mail, outcome.failures, keep);
}

void send_one(const Records& mail, Batch& batch, bool raise) {
  const Env& env = mail.env();
  if (mail.text("state") != "outgoing") {
    if (mail.text("state") != "exception" && mail.is("auto_delete")) mail.sudo().unlink();
    return;
  }
  // a failure to write shows before anything is sent; a bounce that arrives meanwhile waits for
  // these rows
  const Records notifications = waiting_notifications(mail);
  mail.write({{"state", "exception"},
              {"failure_reason",
               env.translate("Error without exception. Probably due do sending an email without "
                             "computed recipients.")}});
  if (!notifications.empty())
    notifications.sudo().write(
        {{"notification_status", "exception"},
         {"failure_type", "UNKNOWN"},
         {"failure_reason",
          env.translate("Error without exception. Probably due do concurrent access update of "
                        "notification records. Please see with an administrator.")}});
  Outcome outcome;
  try {
    send_letters(mail, batch, outcome);
  } catch (const Error& error) {
    log_warning("mail " + std::to_string(mail.id()) + " was not sent: " + error.what());
    mail.write({{"state", "exception"}, {"failure_reason", error.what()}});
    postprocess(mail, failures_of_all(mail, outcome.reached, "UNKNOWN", error.what()), true);
    if (raise) throw;
    return;
  }
  if (!outcome.failures.empty())
    log_warning("mail " + std::to_string(mail.id()) +
                " did not reach everybody: " + reasons_of(outcome.failures));
  conclude(mail, outcome);
  if (raise && outcome.has("UNKNOWN"))
    throw Error(ErrorKind::internal, reasons_of(outcome.failures),
                "odoo.addons.base.models.ir_mail_server.MailDeliveryException");
}

// The session is there, or all the batch's mails are marked as failed.
void connect(const Env& env, Batch& batch, bool raise) {
  try {
    if (!batch.session) batch.session = connect_mail_server(env, batch.server);
  } catch (const bridge::SmtpError& error) {
    if (raise)
      throw delivery_exception(env.translate("Unable to connect to SMTP Server"), error.what());
    const Records mails = env.browse("mail.mail", batch.mails).exists();
    if (mails.empty()) return;
    log_warning("no mail server: " + std::string(error.what()));
    mails.write({{"state", "exception"}, {"failure_reason", error.what()}});
    postprocess(mails, failures_of_all(mails, {}, "SMTP", false), true);
  }
}

// _split_by_server.
std::vector<std::shared_ptr<Batch>> batches_of(const Records& mails) {
  const Value parameter = config_parameter(mails.env(), "mail.session.batch.size", "1000");
  const std::size_t size =
      static_cast<std::size_t>(std::max(1, std::atoi(to_text(parameter).c_str())));
  std::map<Id, std::shared_ptr<Batch>> open;
  std::vector<std::shared_ptr<Batch>> out;
  for (const Records& mail : mails.each()) {
    const Id server = mail.id("mail_server_id");
    std::shared_ptr<Batch>& batch = open[server];
    if (!batch || batch->mails.size() >= size) {
      out.push_back(batch = std::make_shared<Batch>());
      batch->server = server;
    }
    batch->mails.push_back(mail.id());
  }
  return out;
}

Value send(const Records& mails, const Args& args) {
  if (!truthy(args["raise_exception"])) {
    send_after_commit(mails, mails.env().uid());
    return nullptr;
  }
  for (const auto& batch : batches_of(mails)) {
    connect(mails.env(), *batch, true);
    for (const Id id : batch->mails) send_one(mails.browse({id}), *batch, true);
  }
  return nullptr;
}

Value process_email_queue(const Records& self, const Args& args) {
  Value domain = Value::array({term("state", "=", "outgoing"), "|",
                               term("scheduled_date", "<", self.env().now()),
                               term("scheduled_date", "=", false)});
  if (const Value filters = self.env().context("filters"); filters.is_array())
    for (const Value& filter : filters) domain.push_back(filter);
  // as many as Odoo takes in one run
  Ids ids = self.search(domain, {0, 10000, ""}).ids();
  if (truthy(args["ids"])) {
    const Ids wanted = to_ids(args["ids"]);
    std::erase_if(ids, [&](Id id) { return !contains(wanted, id); });
  }
  std::sort(ids.begin(), ids.end());
  send_after_commit(self.browse(ids), self.env().uid());
  return nullptr;
}

Value postprocess_sent_message(const Records& mails, const Args& args) {
  const std::string type = to_text(args["failure_type"]);
  const Ids reached = to_ids(args["success_pids"]);
  postprocess(mails,
              type.empty() ? std::vector<Failure>()
                           : failures_of_all(mails, reached, type, args["failure_reason"]),
              !type.empty() && type != "RECIPIENT");
  return true;
}

}  // namespace

void send_after_commit(const Records& mails, Id sender) {
  const Env& env = mails.env();
  for (const auto& batch : batches_of(mails)) {
    // one mail, as most posts make: connected and sent in one transaction
    const bool single = batch->mails.size() == 1;
    env.after_commit([batch, single, sender](const Env& later) {
      const Env by_sender = later.with_user(sender).sudo();
      connect(by_sender, *batch, false);
      const Records mail = by_sender.browse("mail.mail", batch->mails);
      if (single && batch->session && !mail.exists().empty()) send_one(mail, *batch, false);
    });
    if (single) continue;
    for (const Id id : batch->mails)
      env.after_commit([batch, id, sender](const Env& later) {
        const Records mail = later.with_user(sender).sudo().browse("mail.mail", {id}).exists();
        if (batch->session && !mail.empty()) send_one(mail, *batch, false);
      });
  }
}

void define_mail_mail_send(Model& m) {
  m.method("send", On::multi, {{"auto_commit", false}, {"raise_exception", false}}, send);
  m.method("process_email_queue", On::model, {{"ids", nullptr}}, process_email_queue);
  // success_pids: ids of partners
  m.method("_postprocess_sent_message", On::multi,
           {"success_pids", {"failure_reason", false}, {"failure_type", nullptr}},
           postprocess_sent_message);
}

}  // namespace chatterd
