"""Decoders of the device management files that share nothing with the product.

DER of PKCS#15 and the LwM2M format are read here; WBXML by the tool wbxml2xml.
"""

import sandbox
from processes import run

LWM2M_OID, DM_OID, CP_OID = "2.23.43.9.1", "2.23.43.7.1", "2.23.43.5.1"
OPAQUE_DO, OID_DO = 0x30, 0xA1


class DataObject:
    """One entry of the DODF."""

    def __init__(self, kind, label, oid, path, flags):
        self.kind = kind
        self.label = label
        self.oid = oid
        self.path = path
        self.private = bool(flags & 0x80)
        self.modifiable = bool(flags & 0x40)


def tlv_list(octets):
    """(tag, value) of each DER object up to the end or to fill (FF or 00)."""
    items, offset = [], 0
    while offset < len(octets) and octets[offset] not in (0x00, 0xFF):
        tag, length, offset = octets[offset], octets[offset + 1], offset + 2
        if length & 0x80:
            count = length & 0x7F
            length, offset = int.from_bytes(octets[offset : offset + count], "big"), offset + count
        value = octets[offset : offset + length]
        if len(value) != length:
            raise ValueError(f"object of {length} octets is cut at {len(value)}")
        items.append((tag, value))
        offset += length
    return items


def dotted(oid):
    """The content octets of an object identifier in dotted form."""
    arcs = [min(oid[0] // 40, 2)]
    arcs.append(oid[0] - 40 * arcs[0])
    value = 0
    for octet in oid[1:]:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    return ".".join(map(str, arcs))


def odf_paths(odf, directory=0xA7):
    """The paths of the directories of one kind (A7: data objects) that an EF.ODF names."""
    paths = []
    for tag, value in tlv_list(odf):
        if tag == directory:
            paths += [dict(tlv_list(path))[0x04] for _, path in tlv_list(value)]
    return paths


def data_objects(dodf):
    """The entries of an EF.DODF, in order."""
    return [_data_object(tag, value) for tag, value in tlv_list(dodf)]


def _data_object(kind, value):
    parts = tlv_list(value)
    common, specific = dict(tlv_list(parts[0][1])), dict(tlv_list(parts[1][1]))
    content = dict(tlv_list(dict(tlv_list(parts[-1][1]))[0x30]))
    if kind == OPAQUE_DO:
        oid, path = specific.get(0x06), content[0x04]
    else:
        oid, path = content[0x06], dict(tlv_list(content[0x30]))[0x04]
    flags = common.get(0x03, b"\0")
    label = common.get(0x0C, specific.get(0x0C, b"")).decode()
    return DataObject(kind, label, dotted(oid), path, flags[1] if len(flags) > 1 else 0)


def lwm2m_objects(octets):
    """{object id: {instance id: {resource id: octets, or {id: octets}}}} of EF.LwM2M_Bootstrap."""
    count, size = int.from_bytes(octets[:2], "big"), int.from_bytes(octets[2:4], "big")
    rest, objects = octets[4 : 4 + size], {}
    if len(rest) != size:
        raise ValueError("the file is shorter than it says")
    for _ in range(count):
        number, version = int.from_bytes(rest[:2], "big"), rest[2]
        rest = rest[3:] if version == 0 else rest[4:]
        length = int.from_bytes(rest[:2], "big")
        objects[number] = _lwm2m_level(rest[2 : 2 + length])
        rest = rest[2 + length :]
    if rest:
        raise ValueError(f"{len(rest)} octets follow the last object")
    return objects


def _lwm2m_level(octets):
    items = {}
    while octets:
        kind, number, value, octets = _lwm2m_tlv(octets)
        items[number] = _lwm2m_level(value) if kind in (0, 2) else value
    return items


def _lwm2m_tlv(octets):
    """Kind (0 object instance, 1 resource instance, 2 multiple resource, 3 resource), id, value."""
    head, octets = octets[0], octets[1:]
    id_size, length_size = 1 + (head >> 5 & 1), head >> 3 & 3
    number, octets = int.from_bytes(octets[:id_size], "big"), octets[id_size:]
    length = head & 7 if length_size == 0 else int.from_bytes(octets[:length_size], "big")
    octets = octets[length_size:]
    if len(octets) < length:
        raise ValueError("a resource is longer than the file")
    return head >> 6, number, octets[:length], octets[length:]


def wbxml_to_xml(octets):
    """A WBXML document as the XML text that libwbxml's own tool makes of it."""
    folder = sandbox.new_folder("wbxml-")
    (folder / "document.wbxml").write_bytes(octets)
    run(["wbxml2xml", "-o", folder / "document.xml", folder / "document.wbxml"]).must_succeed()
    return (folder / "document.xml").read_text()


def xml_to_wbxml(text):
    """The other way round, with the same library's other tool."""
    folder = sandbox.new_folder("wbxml-")
    (folder / "document.xml").write_text(text)
    run(["xml2wbxml", "-o", folder / "document.wbxml", folder / "document.xml"]).must_succeed()
    return (folder / "document.wbxml").read_bytes()
