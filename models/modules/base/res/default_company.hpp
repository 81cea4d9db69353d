// The default of fields "company_id": the caller's company.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

inline Value default_company(const Records& self, const Args&) { return self.env().company(); }

}  // namespace chatterd
