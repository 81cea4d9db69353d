// The rows of a page's one answer (message_page_statement.cpp), told apart by the first column.
#pragma once
#include <cstddef>

namespace chatterd {

//   0 a message                              a id, b author, c subtype, d document; its texts
//   1 channels of messages                   t1 the messages, t2 the channels: arrays, side by side
//   2 a channel, as rules see it             a id, b its group, c 1 for a member; t1 who sees it
//   3 recipients, 4 who has starred          t1 the messages, t2 the partners
//   5 notifications that are alike           a whether read; t1 the messages, t2 the partners, t3
//                                            the notifications, t4 kind, t5 status, t6 SMS number
//   6 an attachment, with the main one of    a message, b id, c the main one, d 1 for a channel, 2
//     its document and what rules ask of it  for a contact, e, t3 and t4 for rules; t1 name, t2
//     type
//   7 a change of a tracked field            a message, b id, c sequence; t1 the row as JSON
//   8 a partner who occurs in the others     a id, b company, c share, d place by name, e active;
//                                            t1 type, t2 name, t3 display name
struct PagePart {
  enum {
    message,
    in_channel,
    channel,
    recipient,
    star,
    notification,
    attachment,
    tracking,
    partner
  };
};
struct PageColumn {
  enum : std::size_t { part, a, b, c, d, e, time, t1, t2, t3, t4, t5, t6, t7 };
};

}  // namespace chatterd
