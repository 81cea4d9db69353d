// A Date header is the moment that it says, or none: never another.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "bridge/mail/mime.hpp"

using chatterd::bridge::parse_mail_date;

namespace {

std::string moment(const std::string& text) { return parse_mail_date(text).value_or("none"); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_form_of_the_standard_is_read_in_utc) {
  BOOST_TEST(moment("Tue, 02 Jan 2018 03:04:05 +0100") == "2018-01-02 02:04:05");
  BOOST_TEST(moment("2 Jan 2018 03:04 -0330") == "2018-01-02 06:34:00");
  BOOST_TEST(moment("Thu, 01 Jan 1970 00:00:00 GMT") == "1970-01-01 00:00:00");
  BOOST_TEST(moment("Sat, 29 Feb 2020 23:59:59 -1200") == "2020-03-01 11:59:59");
  BOOST_TEST(moment("Mon, 1 Jan 2001 00:30:00 +0200") == "2000-12-31 22:30:00");
  BOOST_TEST(moment("Fri, 18 Sep 20 08:15 +0530") == "2020-09-18 02:45:00");
  BOOST_TEST(moment("Fri, 18 Sep 98 08:15 +0000") == "1998-09-18 08:15:00");
  BOOST_TEST(moment("Fri, 18 Sep 2020 08:15:60 +0200") == "2020-09-18 06:16:00");
  BOOST_TEST(moment("Mon, 25 Feb 2008 23:05:09 +0100 (W. Europe Standard Time)") ==
             "2008-02-25 22:05:09");
  BOOST_TEST(moment("Thu, 1 Aug 2019\n 10:55:28 +0300") == "2019-08-01 07:55:28");
}

BOOST_AUTO_TEST_CASE(other_forms_that_say_one_moment_are_read) {
  const std::string expected = "2020-09-18 06:15:00";
  for (const char* text :
       {"Fri, 18 Sep 2020 08:15:00 +02:00",
        "Fri,18 Sep 2020 08:15:00+0200",
        "Fri, 18 Sep 2020 08.15.00 +0200",
        "Fri, 18 Sep 2020 08h15 +0200",
        "Fri, 18 Sep 2020 8:15 AM +0200",
        "18-Sep-2020 08:15:00 +0200",
        "2020-09-18T08:15:00+02:00",
        "2020-09-18 08:15:00.123456+02:00",
        "2020-09-18T06:15:00Z",
        "20200918T061500Z",
        "18.09.2020 08:15:00 +0200",
        "Fri, 18 Sep 2020 08:15:00 GMT+2",
        "Fri, 18 Sep 2020 08:15:00 MET DST",
        "Fri, 18 Sep 2020 8:15:00 CEST +0200",
        "Fri, 18 Sep 2020 08:15:00 +0200 CEST",
        "Fri Sep 18 06:15:00 2020",
        "Fri Sep 18 06:15:00 UTC 2020",
        "Fri, 18 Sep 2020 01:15:00 EST",
        "fre, 18 sep 2020 08:15:00 +0200",
        "Freitag, 18. September 2020 08:15:00 +0200",
        "\u041F\u0442, 18 \u0421\u0435\u043D 2020 09:15:00 +0300",
        "\u043F\u0442, 18 \u0441\u0435\u043D\u0442\u044F\u0431\u0440\u044F 2020 09:15 +0300",
        "Pt, 18 wrz 2020 08:15:00 +0200",
        "p\u00E1, 18 z\u00E1\u0159 2020 08:15:00 +0200",
        "Cum, 18 Eyl 2020 09:15:00 +0300",
        "\u91D1, 18 9\u6708 2020 15:15:00 +0900",
        "2020\u5E749\u670818\u65E5 15:15:00 +0900",
        "Friday, September 18, 2020 8:15:00 AM +0200",
        "9/18/2020 6:15:00 AM",
        "Fri, 18 Sep 2020 08:15:00.000 +0200",
        "Fri, 18 Sep 2020 08:15:00,5 +0200"})
    BOOST_TEST(moment(text) == expected, text << " is " << moment(text));
  BOOST_TEST(moment("fre, 28 maj 1999 21:47:11 +0200") == "1999-05-28 19:47:11");
  BOOST_TEST(moment("Fri, 18 Sep 2020 8:15 PM +0200") == "2020-09-18 18:15:00");
  BOOST_TEST(moment("Fri, 18 Sep 2020 12:15 a.m. +0000") == "2020-09-18 00:15:00");
  BOOST_TEST(moment("Thu, 1 Aug 2019 10:55:28 +0300\n    Precedence: bulk") ==
             "2019-08-01 07:55:28");
}

BOOST_AUTO_TEST_CASE(what_says_no_moment_or_several_is_none) {
  for (const char* text : {"",
                           "nonsense",
                           "hier",
                           "Fri, 18 Sep 2020",
                           "Fri, 18 Sep 2020 25:15:00 +0000",
                           "Fri, 18 Sep 2020 08:15:00 +9999",
                           "Fri, 18 Sep 2020 08:65:00 +0000",
                           "Fri, 31 Sep 2020 08:15:00 +0000",
                           "Fri, 29 Feb 2019 08:15:00 +0000",
                           "05/06/2020 08:15:00",
                           "Fri, 18 Sep 2020 08:15:00 IST",
                           "Fri, 18 Foo 2020 08:15:00 +0000",
                           "18 lis 2020 08:15:00 +0000",
                           "Fri, 18 Sep 2020 08:15:00 +0200 +0300",
                           "Fri, 18 Sep 2020 13:15 PM +0000",
                           "Fri, 18 Sep 99999 08:15:00 +0000",
                           "Fri, 18 Sep 0000 08:15:00 +0000",
                           "Fri, 18 Sep 2020 08:15:00 +020",
                           "18 18 2020 08:15",
                           "Fri, 18 Sep 2020 08:1 +0000",
                           "Fri, 18 Sep 2020 08:15:00 +0200 18"})
    BOOST_TEST(moment(text) == "none", text << " is " << moment(text));
  BOOST_TEST(moment("1" + std::string(100000, '0')) == "none");
}

// Every way to write a zone, for many moments, is the same moment.
BOOST_AUTO_TEST_CASE(a_moment_is_the_same_in_every_zone) {
  for (int minutes = -12 * 60; minutes <= 14 * 60; minutes += 15) {
    const int local = 12 * 60 + minutes;  // of noon in UTC on 15 June 2021, in minutes of that day
    const int day = 15 + (local < 0 ? -1 : local >= 1440 ? 1 : 0);
    const int clock = (local + 1440) % 1440, off = std::abs(minutes);
    const char sign = minutes < 0 ? '-' : '+';
    for (const char* colon : {"", ":"}) {
      char rfc[80], iso[80];
      std::snprintf(rfc, sizeof rfc, "%d Jun 2021 %02d:%02d:07 %c%02d%s%02d", day, clock / 60,
                    clock % 60, sign, off / 60, colon, off % 60);
      std::snprintf(iso, sizeof iso, "2021-06-%02dT%02d:%02d:07%c%02d%s%02d", day, clock / 60,
                    clock % 60, sign, off / 60, colon, off % 60);
      BOOST_TEST(moment(rfc) == "2021-06-15 12:00:07", rfc);
      BOOST_TEST(moment(iso) == "2021-06-15 12:00:07", iso);
    }
  }
}
