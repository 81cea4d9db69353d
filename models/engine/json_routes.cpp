// The table of JSON routes.
#include "models/engine/json_routes.hpp"

#include "models/modules/im_livechat/routes.hpp"
#include "models/modules/mail/routes.hpp"
#include "models/modules/web/dataset_routes.hpp"

namespace chatterd {

const std::vector<JsonRoute>& json_routes() {
  using enum Auth;
  static const std::vector<JsonRoute> rows = {
      {"/web/dataset/load", user, route_dataset_load},
      {"/web/dataset/resequence", user, route_dataset_resequence},
      {"/mail/init_messaging", user, route_init_messaging, "", init_messaging_text},
      {"/mail/needaction", user, route_needaction},
      {"/mail/read_followers", user, route_read_followers},
      {"/mail/read_subscription_data", user, route_read_subscription_data},
      {"/mail/get_partner_info", user, route_get_partner_info},
      {"/mail/get_suggested_recipients", user, route_get_suggested_recipients},
      {"/mail/chat_post", open, route_chat_post, "*"},
      {"/mail/chat_history", open, route_chat_history, "*"},
      {"/longpolling/im_status", user, route_im_status},
      {"/im_livechat/init", open, route_livechat_init, "*"},
      {"/im_livechat/get_session", open, route_livechat_get_session, "*"},
      {"/im_livechat/feedback", open, route_livechat_feedback, "*"},
      {"/im_livechat/history", open, route_livechat_history, "*"},
      {"/im_livechat/notify_typing", open, route_livechat_notify_typing, "*"},
      {"/im_livechat/visitor_leave_session", open, route_livechat_visitor_leave_session},
      {"/im_livechat/close_empty_livechat", open, route_livechat_close_empty},
  };
  return rows;
}

}  // namespace chatterd
