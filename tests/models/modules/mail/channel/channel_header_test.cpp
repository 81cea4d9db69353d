// What is unread in a person's channels, counted from indexes, is what Odoo's query counts
// (mail.thread _get_message_unread), wherever messages live and wherever they are related to.
#include "models/modules/mail/channel/channel_header.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

using Counts = std::map<Id, Id>;

// Odoo's own, for all of the person's seats.
const char* const odoo_unread = R"sql(
    SELECT m.res_id, count(*)
    FROM mail_message m
      JOIN mail_message_mail_channel_rel r ON r.mail_message_id = m.id
      JOIN mail_channel_partner s ON s.channel_id = r.mail_channel_id AND s.partner_id = %s::int
        AND (s.seen_message_id IS NULL OR s.seen_message_id < m.id)
    WHERE m.model = 'mail.channel' AND (m.author_id IS NULL OR m.author_id <> s.partner_id)
      AND m.message_type NOT IN ('notification', 'user_notification')
    GROUP BY m.res_id)sql";

Counts sorted(const bridge::Result& rows) {
  const auto counts = counts_of(rows);
  return {counts.begin(), counts.end()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(unread_messages_are_counted_as_odoo_counts_them) {
  test::Installation installation;
  installation.engine().run_sudo([&](const Env& env) {
    auto& cr = env.cr();
    Ids channels, people;
    for (const bridge::Row row : cr.execute(R"sql(
             INSERT INTO mail_channel (name, channel_type, public, alias_id)
             SELECT 'room ' || n, 'channel', 'public', (SELECT min(id) FROM mail_alias)
             FROM generate_series(1, 4) n RETURNING id)sql"))
      channels.push_back(row[0].integer());
    for (const bridge::Row row :
         cr.execute("SELECT partner_id FROM res_users WHERE active ORDER BY id LIMIT 3"))
      people.push_back(row[0].integer());
    std::mt19937 random(13);
    const auto one_of = [&](const auto& all) { return all[random() % all.size()]; };
    Ids messages;
    const auto post = [&](const char* model, Id res_id, const bridge::Param& author,
                          const char* type, const Ids& to) {
      const Id id = cr.execute(bridge::Sql(R"sql(
                         INSERT INTO mail_message (model, res_id, author_id, message_type, date)
                         VALUES (%s, %s, %s, %s, now()) RETURNING id)sql",
                                           {model, res_id, author, type}))[0][0]
                        .integer();
      messages.push_back(id);
      cr.execute(bridge::Sql(R"sql(
          INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id)
          SELECT %s, unnest(%s::int[]))sql",
                             {id, to}));
    };
    const std::array types{"comment", "comment",      "comment",
                           "email",   "notification", "user_notification"};
    const auto check = [&](int round) {
      for (const Id person : people) {
        const Counts now = sorted(cr.execute(unread_statement(person)));
        BOOST_CHECK_MESSAGE(now == sorted(cr.execute(bridge::Sql(odoo_unread, {person}))),
                            "person " << person << " in round " << round);
      }
    };
    for (const Id channel : channels)
      for (const Id person : people)
        cr.execute(
            bridge::Sql("INSERT INTO mail_channel_partner (channel_id, partner_id) VALUES "
                        "(%s, %s)",
                        {channel, person}));
    for (int round = 0; round < 40; ++round) {
      // from the tenth round on also what lives elsewhere, and what is related to nothing
      const bool odd = round >= 10;
      for (int n = 0; n < 5; ++n) {
        const Id home = one_of(channels);
        Ids to{home};
        if (odd && random() % 4 == 0) to.push_back(one_of(channels));
        if (odd && random() % 8 == 0) to = {};
        if (to.size() == 2 && to[0] == to[1]) to.pop_back();
        const bool document = odd && random() % 6 == 0;
        bridge::Param author = nullptr;
        if (random() % 5 != 0) author = one_of(people);
        post(document ? "res.partner" : "mail.channel", home, author, one_of(types), to);
      }
      if (random() % 3 == 0)
        cr.execute(
            bridge::Sql("UPDATE mail_channel_partner SET seen_message_id = %s "
                        "WHERE partner_id = %s AND channel_id = %s",
                        {one_of(messages), one_of(people), one_of(channels)}));
      if (odd && random() % 5 == 0)
        cr.execute(bridge::Sql("UPDATE mail_message SET res_id = %s WHERE id = %s",
                               {one_of(channels), one_of(messages)}));
      check(round);
    }
    return Value();
  });
}
