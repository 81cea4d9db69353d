// Adding followers: mail.followers _insert_followers, _add_default_followers and _add_followers.
#include <algorithm>

#include "models/engine/orm/python/python_set.hpp"
#include "models/modules/mail/followers/mail_followers.hpp"
#include "models/modules/mail/followers/mail_message_subtype.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// One follower to be: three columns of equal length for one statement.
struct Wanted {
  Ids documents, partners, channels;  // 0 for "not a partner / channel"
  std::vector<Ids> subtypes;
};

struct Follower {
  Id id = 0;
  Ids subtypes;
};
using Followers = std::map<std::tuple<Id, Id, Id>, Follower>;  // document, partner, channel

// In the order in which Odoo goes through them.
Ids keys(const FollowerSubtypes& map) {
  Ids out;
  for (const auto& [id, subtypes] : map) out.push_back(id);
  return python_set(out);
}

Followers existing_followers(const Env& env, const std::string& model, const Ids& ids,
                             const Ids& partners, const Ids& channels) {
  Followers out;
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT f.id, f.res_id, f.partner_id, f.channel_id, ARRAY(SELECT
              r.mail_message_subtype_id FROM mail_followers_mail_message_subtype_rel r WHERE
              r.mail_followers_id = f.id)
          FROM mail_followers f
          WHERE f.res_model = %s
            AND f.res_id = ANY(%s::int[])
            AND (f.partner_id = ANY(%s::int[]) OR f.channel_id = ANY(%s::int[])))sql",
                                         {model, ids, partners, channels}));
  for (const bridge::Row row : rows)
    out[{row[1].integer(), row[2].integer(), row[3].integer()}] = {row[0].integer(), row[4].ids()};
  return out;
}

void insert(const Env& env, const std::string& model, const Wanted& wanted) {
  if (wanted.documents.empty()) return;
  Ids places, subtypes;
  for (std::size_t i = 0; i < wanted.subtypes.size(); ++i)
    for (const Id subtype : wanted.subtypes[i]) {
      places.push_back(static_cast<Id>(i) + 1);
      subtypes.push_back(subtype);
    }
  // the followers' ids are drawn first, so that their subtypes can be inserted by the same
  // statement
  env.cr().execute(
      Sql(R"sql(
          WITH wanted AS MATERIALIZED (SELECT nextval('mail_followers_id_seq') AS id, place,
              document, nullif(partner, 0) AS partner, nullif(channel, 0) AS channel FROM
              unnest(%s::int[], %s::int[], %s::int[]) WITH ORDINALITY AS listed(document,
              partner, channel, place) ORDER BY place), followers AS (INSERT INTO mail_followers
              (id, res_model, res_id, partner_id, channel_id) SELECT id, %s, document, partner,
              channel FROM wanted ORDER BY place)
          INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id,
              mail_message_subtype_id)
          SELECT DISTINCT w.id, s.subtype
          FROM unnest(%s::int[], %s::int[]) AS s(place, subtype)
            JOIN wanted w ON w.place = s.place)sql",
          {wanted.documents, wanted.partners, wanted.channels, model, places, subtypes}));
}

// Odoo adds what is missing, unless there is something to remove: then it only removes.
void replace_subtypes(const Env& env, const Follower& follower, const Ids& wanted) {
  // and who follows nothing keeps following nothing: the void subtype counts as one to remove
  if (follower.subtypes.empty()) return;
  Ids missing, surplus;
  for (const Id id : wanted)
    if (!contains(follower.subtypes, id)) missing.push_back(id);
  for (const Id id : follower.subtypes)
    if (!contains(wanted, id)) surplus.push_back(id);
  if (!surplus.empty())
    env.cr().execute(Sql(R"sql(
            DELETE FROM mail_followers_mail_message_subtype_rel
            WHERE mail_followers_id = %s
              AND mail_message_subtype_id = ANY(%s::int[]))sql",
                         {follower.id, surplus}));
  else if (!missing.empty())
    env.cr().execute(Sql(R"sql(
            INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id,
                mail_message_subtype_id)
            SELECT %s, unnest(%s::int[])
            ON CONFLICT DO NOTHING)sql",
                         {follower.id, missing}));
}

}  // namespace

FollowerSubtypes default_follower_subtypes(const Env& env, const std::string& model,
                                           const Ids& partners, const Ids* customers) {
  FollowerSubtypes out;
  if (partners.empty()) return out;
  const DefaultSubtypes defaults = default_subtypes(env, model);
  Ids known = customers ? *customers : Ids{};
  if (!customers)
    known =
        env.cr()
            .execute(Sql(
                "SELECT id FROM res_partner WHERE id = ANY(%s::int[]) AND partner_share AND active",
                {partners}))
            .ids();
  for (const Id id : partners) out[id] = contains(known, id) ? defaults.external : defaults.all;
  return out;
}

void insert_followers(const Env& env, const std::string& model, const Ids& ids,
                      const FollowerSubtypes& partners, const FollowerSubtypes& channels,
                      Existing existing) {
  if (ids.empty() || (partners.empty() && channels.empty())) return;
  const Ids partner_ids = keys(partners), channel_ids = keys(channels);
  const Followers known = existing_followers(env, model, ids, partner_ids, channel_ids);
  Wanted wanted;
  const auto add = [&](Id document, Id partner, Id channel, const Ids& subtypes) {
    const auto found = known.find({document, partner, channel});
    if (found != known.end()) {
      if (existing == Existing::replace) replace_subtypes(env, found->second, subtypes);
      return;
    }
    wanted.documents.push_back(document);
    wanted.partners.push_back(partner);
    wanted.channels.push_back(channel);
    wanted.subtypes.push_back(subtypes);
  };
  for (const Id document : ids) {
    for (const Id partner : partner_ids) add(document, partner, 0, partners.at(partner));
    for (const Id channel : channel_ids) add(document, 0, channel, channels.at(channel));
  }
  insert(env, model, wanted);
  env.browse(model, ids).invalidate();
}

void insert_default_followers(const Env& env, const std::string& model, const Ids& ids,
                              const Ids& partners, const Ids& channels, const Ids* customers) {
  if (partners.empty() && channels.empty()) return;
  FollowerSubtypes channel_subtypes;
  for (const Id id : channels) channel_subtypes[id] = default_subtypes(env, model).all;
  insert_followers(env, model, ids, default_follower_subtypes(env, model, partners, customers),
                   channel_subtypes, Existing::skip);
}

}  // namespace chatterd
