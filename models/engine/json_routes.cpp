// The table of JSON routes.
#include "models/engine/json_routes.hpp"

#include "models/modules/mail/routes.hpp"
#include "models/modules/web/dataset_routes.hpp"

namespace chatterd {

const std::vector<JsonRoute>& json_routes() {
  using enum JsonRoute::Auth;
  static const std::vector<JsonRoute> rows = {
      {"/web/dataset/load", user, route_dataset_load},
      {"/web/dataset/resequence", user, route_dataset_resequence},
      {"/mail/init_messaging", user, route_init_messaging},
      {"/mail/needaction", user, route_needaction},
      {"/mail/read_followers", user, route_read_followers},
      {"/mail/read_subscription_data", user, route_read_subscription_data},
      {"/mail/get_partner_info", user, route_get_partner_info},
      {"/mail/get_suggested_recipients", user, route_get_suggested_recipients},
      {"/mail/chat_post", open, route_chat_post},
      {"/mail/chat_history", open, route_chat_history},
      {"/longpolling/im_status", user, route_im_status},
  };
  return rows;
}

}  // namespace chatterd
