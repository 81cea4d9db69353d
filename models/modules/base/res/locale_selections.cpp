// What people choose from for their language and time zone.
#include "models/modules/base/res/locale_selections.hpp"

#include "bridge/postgres/known_zones.hpp"
#include "bridge/text/time_zones.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

namespace {

Value installed_languages(const Records& self, const Args&) {
  return self.env()["res.lang"].call("get_installed");
}

Value zones(const Records&, const Args&) {
  Value out = Value::array();
  for (const std::string_view name : bridge::time_zones())
    out.push_back(Value::array({name, name}));
  return out;
}

// "+0100" at this moment, as PostgreSQL reckons.
Value compute_tz_offset(const Records& records, const Args&) {
  std::map<std::string, std::string> offsets;
  for (const Records& record : records.each()) {
    const std::string zone = record.is("tz") ? record.text("tz") : "GMT";
    if (!offsets.contains(zone)) {
      bridge::Transaction& cr = records.env().cr();
      Id minutes = 0;
      if (bridge::knows_time_zone(cr, zone))
        minutes = cr.execute(bridge::Sql(R"sql(
                SELECT extract(epoch FROM timezone(%s, now()) - timezone('UTC', now()))::int / 60
                )sql",
                                         {zone}))[0][0]
                      .integer();
      const Id size = minutes < 0 ? -minutes : minutes;
      const auto two = [](Id n) { return (n < 10 ? "0" : "") + std::to_string(n); };
      offsets[zone] = (minutes < 0 ? "-" : "+") + two(size / 60) + two(size % 60);
    }
    record.assign("tz_offset", offsets[zone]);
  }
  return nullptr;
}

}  // namespace

void define_locale_selections(Model& m) {
  m.method("_selection_lang", On::model, {}, installed_languages);
  m.method("_compute_tz_offset", On::multi, {}, compute_tz_offset);
  m.method("_selection_tz", On::model, {}, zones);
}

}  // namespace chatterd
