// Pictures that stand in for missing ones, drawn here: a framed landscape, a person, a speech
// bubble.
#pragma once
#include <string>

namespace chatterd::bridge {

// In the formats and sizes of the files that Odoo's web module answers with. Made once, then kept.
const std::string& picture_placeholder();  // PNG, 256 × 256 (placeholder.png)
const std::string& person_placeholder();   // JPEG, 180 × 180 (user_placeholder.jpg)
const std::string& logo_placeholder();     // PNG, 180 × 79 (logo.png, nologo.png)

}  // namespace chatterd::bridge
