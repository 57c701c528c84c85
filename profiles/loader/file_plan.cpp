#include "profiles/loader/file_plan.hpp"

#include <algorithm>

namespace uicc::profiles {

const FilePlan* FilePlan::child(filesystem::Fid fid) const
{
    const auto found = std::ranges::find_if(
        children, [fid](const FilePlan& plan) { return plan.header.fid == fid; });
    return found == children.end() ? nullptr : &*found;
}

FilePlan* FilePlan::child(filesystem::Fid fid)
{
    return const_cast<FilePlan*>(std::as_const(*this).child(fid)); // NOLINT: *this is not const
}

const FilePlan* FilePlan::child(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        children, [name](const FilePlan& plan) { return plan.header.name == name; });
    return found == children.end() ? nullptr : &*found;
}

FilePlan* FilePlan::child(std::string_view name)
{
    return const_cast<FilePlan*>(std::as_const(*this).child(name)); // NOLINT: *this is not const
}

} // namespace uicc::profiles
