// bus.bus: Communication Bus (odoo/addons/bus/models/bus.py). Reading it is the feed's
// (bus_feed.cpp).
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// What is older than two long polls has been heard, or will not be.
Value gc(const Records& self, const Args&) {
  self.env().cr().execute(
      R"sql(
          DELETE FROM bus_bus
          WHERE create_date < date_trunc('second', now() at time zone 'UTC') - interval
              '100 seconds')sql");
  return true;
}

// A client may send to and read the channels that have a text for a name, as over /longpolling; the
// others are the server's own.
const Value& text_channel(const Value& channel) {
  if (!channel.is_string())
    throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.",
                "builtins.Exception");
  return channel;
}

Value sendmany(const Records& self, const Args& args) {
  for (const Value& notification : args["notifications"])
    self.env().notify(text_channel(notification.at(0)), notification.at(1));
  return nullptr;
}

Value sendone(const Records& self, const Args& args) {
  self.env().notify(text_channel(args["channel"]), args["message"]);
  return nullptr;
}

// What the channels hold after `last`, or of the last 50 seconds.
Value poll(const Records& self, const Args& args) {
  std::vector<std::string> channels;
  for (const Value& channel : args["channels"])
    channels.push_back(text_channel(channel).dump(-1, ' ', true));
  const Id last = to_id(args["last"]);
  const bridge::Sql since =
      last == 0 ? bridge::Sql("create_date > (now() at time zone 'UTC') - interval '50 seconds'")
                : bridge::Sql("id > %s", {last});
  Value out = Value::array();
  for (const bridge::Row row : self.env().cr().execute(
           bridge::Sql("SELECT id, channel, message FROM bus_bus WHERE channel = ANY(%s) AND ",
                       {channels}) +
           since + bridge::Sql(" ORDER BY id")))
    out.push_back({{"id", row[0].integer()},
                   {"channel", Value::parse(row[1].str(), nullptr, false)},
                   {"message", Value::parse(row[2].str(), nullptr, false)}});
  return out;
}

}  // namespace

void define_bus_bus(Registry& registry) {
  Model& m = registry.define("bus.bus", "bus", "Communication Bus");
  m.field("channel", char_("Channel"));
  m.field("message", char_("Message"));
  m.method("gc", On::model, {}, gc);
  m.method("sendmany", On::model, {"notifications"}, sendmany);
  m.method("sendone", On::model, {"channel", "message"}, sendone);
  m.method("poll", On::model, {"channels", {"last", 0}, {"options", nullptr}}, poll);
}

}  // namespace chatterd
