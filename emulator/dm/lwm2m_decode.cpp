#include "codec/byte_reader.hpp"
#include "emulator/dm/fill.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"

namespace uicc::emulator::dm {
namespace {

constexpr std::size_t file_header_size = 4; // number of objects, size of what follows

tl::unexpected<DmError> wrong_kind(const Lwm2mTlv& entry, const char* expected)
{
    return tl::unexpected{DmError{entry.offset, std::string{"here must stand "} + expected}};
}

Result<Lwm2mResource, DmError> decode_resource(const Lwm2mTlv& entry)
{
    if (entry.kind == Lwm2mKind::Resource) {
        return Lwm2mResource{.id = entry.id, .value = secure_copy(entry.value)};
    }
    if (entry.kind != Lwm2mKind::MultipleResource) {
        return wrong_kind(entry, "a resource");
    }
    Lwm2mResource resource{.id = entry.id, .multiple = true};
    for (Lwm2mTlvReader reader{entry.value, entry.value_offset}; !reader.at_end();) {
        const Lwm2mTlv instance = TRY(reader.next());
        if (instance.kind != Lwm2mKind::ResourceInstance) {
            return wrong_kind(instance, "a resource instance");
        }
        resource.instances.emplace_back(instance.id, secure_copy(instance.value));
    }
    return resource;
}

Result<Lwm2mObjectInstance, DmError> decode_instance(const Lwm2mTlv& entry)
{
    if (entry.kind != Lwm2mKind::ObjectInstance) {
        return wrong_kind(entry, "an object instance");
    }
    Lwm2mObjectInstance instance{.id = entry.id};
    for (Lwm2mTlvReader reader{entry.value, entry.value_offset}; !reader.at_end();) {
        const Lwm2mTlv resource = TRY(reader.next());
        Lwm2mResource decoded = TRY(decode_resource(resource));
        instance.resources.push_back(std::move(decoded));
    }
    return instance;
}

/// The part of the file that the header declares as its content, and a reader over it.
class ObjectReader {
public:
    explicit ObjectReader(ByteView content) noexcept : reader_{content} {}

    [[nodiscard]] std::size_t offset() const noexcept
    {
        return file_header_size + reader_.offset();
    }
    [[nodiscard]] bool at_end() const noexcept { return reader_.at_end(); }

    [[nodiscard]] Result<Lwm2mObject, DmError> next()
    {
        const std::size_t start = offset();
        Lwm2mObject object;
        const auto length = take_header(object);
        if (!length) {
            return tl::unexpected{DmError{start, "the object header is cut off"}};
        }
        const std::size_t instances_offset = offset();
        const auto instances = reader_.take(*length);
        if (!instances) {
            return tl::unexpected{
                DmError{start, "object " + std::to_string(object.id) + " announces " +
                                   std::to_string(*length) + " octets of instances, " +
                                   std::to_string(reader_.remaining()) + " are left"}};
        }
        for (Lwm2mTlvReader entries{*instances, instances_offset}; !entries.at_end();) {
            const Lwm2mTlv instance = TRY(entries.next());
            Lwm2mObjectInstance decoded = TRY(decode_instance(instance));
            object.instances.push_back(std::move(decoded));
        }
        return object;
    }

private:
    Result<std::size_t, codec::DecodeError> take_header(Lwm2mObject& object)
    {
        const std::uint64_t id = TRY(reader_.take_number(2));
        object.id = static_cast<std::uint16_t>(id);
        const Byte major = TRY(reader_.take());
        if (major != 0) {
            const Byte minor = TRY(reader_.take());
            object.version = Lwm2mVersion{major, minor};
        }
        return TRY(reader_.take_number(2));
    }

    codec::ByteReader reader_;
};

/// Two octets, most significant first.
std::size_t number_at(ByteView file, std::size_t offset)
{
    return std::size_t{file[offset]} << 8U | file[offset + 1];
}

Result<std::vector<Lwm2mObject>, DmError> decode_objects(ByteView content, std::size_t count)
{
    std::vector<Lwm2mObject> objects;
    ObjectReader reader{content};
    while (objects.size() < count) {
        if (reader.at_end()) {
            return tl::unexpected{DmError{reader.offset(), "the file announces " +
                                                               std::to_string(count) +
                                                               " objects, the content ends after " +
                                                               std::to_string(objects.size())}};
        }
        Lwm2mObject object = TRY(reader.next());
        objects.push_back(std::move(object));
    }
    if (!reader.at_end()) {
        return tl::unexpected{DmError{reader.offset(), "the file announces " +
                                                           std::to_string(count) +
                                                           " objects, but its content goes on"}};
    }
    return objects;
}

} // namespace

Result<std::vector<Lwm2mObject>, DmError> decode_lwm2m_bootstrap(ByteView file)
{
    TRY(require_written(file));
    if (file.size() > max_lwm2m_file_size) {
        return tl::unexpected{DmError{max_lwm2m_file_size,
                                      "the file is longer than 32768 octets, which READ BINARY "
                                      "cannot reach"}};
    }
    if (file.size() < file_header_size) {
        return tl::unexpected{DmError{0, "the file header is cut off"}};
    }
    const std::size_t count = number_at(file, 0);
    const std::size_t size = number_at(file, 2);
    if (const std::size_t present = file.size() - file_header_size; size > present) {
        return tl::unexpected{DmError{2, "the header announces " + std::to_string(size) +
                                             " octets, " + std::to_string(present) + " follow"}};
    }
    auto objects = TRY(decode_objects(file.subspan(file_header_size, size), count));
    TRY(require_fill(file, file_header_size + size));
    return objects;
}

} // namespace uicc::emulator::dm
