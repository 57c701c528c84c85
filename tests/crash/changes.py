"""What the killed card is told to change, and what it must remember of that.

ROWS is the table of the commands: a new command is a line there, and a function that makes a Step
of it unless one exists.
"""

import dataclasses
import random

from auc import Subscriber
from vpcd_host import Slot

USIM_AID = "A0000000871002"
CARDS = ("8988001234567890100", "8988001234567890118", "8988001234567890126")
SMALL, LARGE, LINEAR, CYCLIC, OBJECTS = "2F10", "2F11", "2F12", "2F13", "2F14"
NEW, NEWER = "2F20", "2F21"  # files that the card may be told to make
SIZES = {SMALL: 40, LARGE: 12000, LINEAR: 5 * 20, CYCLIC: 4 * 10}
RECORD_SIZES = {LINEAR: 20, CYCLIC: 10}
TRIES, UNBLOCK_TRIES = 3, 10
PIN, OTHER, WRONG, PUK = "1234", "4711", "9999", "12345678"
TAGS = (0x80, 0x81)  # of the objects in OBJECTS
DONE = "9000"
TOO_HIGH = "9850"
EDIT = ("size: 40", "size: 30")  # of the profile, which makes another of SMALL


@dataclasses.dataclass(frozen=True)
class Memory:
    """What the card has to remember; a change makes a new one."""

    files: tuple = tuple((fid, b"\xff" * size) for fid, size in SIZES.items())
    asleep: frozenset = frozenset()  # FIDs of the files that are deactivated
    objects: tuple = ()  # (tag, value), sorted
    pin: str = PIN
    enabled: bool = True
    tries: int = TRIES
    unblock_tries: int = UNBLOCK_TRIES
    challenge: int = 0  # number of the last challenge that was accepted
    snapshots: tuple = ()  # (name, Memory)
    others: tuple = ()  # (name, Memory): the other cards of the daemon

    def body(self, fid):
        return dict(self.files)[fid]

    def with_body(self, fid, body):
        return self.change(files=tuple(sorted({**dict(self.files), fid: body}.items())))

    @property
    def readable(self):
        """Bodies, None for those of deactivated files."""
        return tuple((fid, None if fid in self.asleep else body) for fid, body in self.files)

    def other(self, name):
        return dict(self.others)[name]

    def with_other(self, name, memory):
        return self.change(others=tuple({**dict(self.others), name: memory}.items()))

    def alone(self):
        """What a copy of the card has of it."""
        return self.change(snapshots=(), others=())

    def change(self, **values):
        return dataclasses.replace(self, **values)


def of_new_cards(count):
    return Memory(others=tuple((name, Memory()) for name in CARDS[1:count]))


def adopted(memory):
    """What remains when the profile has been edited."""
    def all_of(memories):
        return tuple((name, adopted(one)) for name, one in memories)

    return memory.with_body(SMALL, b"\xff" * 30).change(
        snapshots=all_of(memory.snapshots), others=all_of(memory.others)
    )


@dataclasses.dataclass(frozen=True)
class Step:
    """A command: the APDU, and what it makes of a memory, with the status word it answers.

    `spends` names a counter of tries that goes down before the card compares (TS 102 221 §9.5.1):
    a right value whose answer nobody has seen may have cost a try.
    """

    apdu: object  # hex, or a function that yields it
    change: object  # Memory -> (Memory, status word)
    select: str = ""
    spends: str = ""

    def send(self, victim):
        """The status word of the answer, which comes from the reader's side."""
        return self.transmit(victim.slot)

    def transmit(self, slot: Slot):
        if self.select:
            answer = slot.exchange(self.select)
            if answer[-2:].hex() != DONE:
                return answer[-2:].hex().upper()
        return slot.exchange(str(self))[-2:].hex().upper()

    def __str__(self):
        return self.apdu if isinstance(self.apdu, str) else self.apdu()

    def outcomes(self, memory):
        """Every memory that is right while the answer has not been seen."""
        allowed = [memory, self.change(memory)[0]]
        if self.spends:
            left = getattr(memory, self.spends)
            allowed.append(memory.change(**{self.spends: max(left - 1, 0)}))
        return allowed


@dataclasses.dataclass(frozen=True)
class Order:
    """A request to the daemon itself, by its control socket."""

    method: str
    change: object  # Memory -> (Memory, None): the answer has no error
    parameters: object = lambda victim: {}

    def send(self, victim):
        return victim.control(self.method, card=CARDS[0], **self.parameters(victim))

    def __str__(self):
        return self.method

    def outcomes(self, memory):
        return [memory, self.change(memory)[0]]


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """A command to another card of the daemon, which is in no reader."""

    card: str
    step: Step

    def send(self, victim):
        return self.step.transmit(victim.inside(self.card))

    def __str__(self):
        return f"{self.card}: {self.step}"

    def change(self, memory):
        changed, answer = self.step.change(memory.other(self.card))
        return memory.with_other(self.card, changed), answer

    def outcomes(self, memory):
        allowed = self.step.outcomes(memory.other(self.card))
        return [memory.with_other(self.card, one) for one in allowed]


def length(data):
    """Lc of a command, in the short or the extended form."""
    return f"{len(data):02X}" if len(data) < 256 else f"00{len(data):04X}"


def select_file(fid):
    """By path from the MF, whatever is selected."""
    return f"00A4080C02{fid}"


def update_binary(fid, offset, data):
    def change(memory):
        body = memory.body(fid)
        return memory.with_body(fid, body[:offset] + data + body[offset + len(data) :]), DONE

    return Step(f"00D6{offset:04X}{length(data)}{data.hex()}", change, select_file(fid))


def update_record(fid, number, data):
    def change(memory):
        size, body = RECORD_SIZES[fid], memory.body(fid)
        start = (number - 1) * size
        return memory.with_body(fid, body[:start] + data + body[start + size :]), DONE

    return Step(f"00DC{number:02X}04{length(data)}{data.hex()}", change, select_file(fid))


def push_record(fid, data):
    """UPDATE RECORD in the mode PREVIOUS: the oldest record becomes the first."""

    def change(memory):
        return memory.with_body(fid, data + memory.body(fid)[: -RECORD_SIZES[fid]]), DONE

    return Step(f"00DC0003{length(data)}{data.hex()}", change, select_file(fid))


def increase(amount):
    """INCREASE of the file of cyclic records."""

    def change(memory):
        size, body = RECORD_SIZES[CYCLIC], memory.body(CYCLIC)
        value = int.from_bytes(body[:size], "big") + amount
        if value >= 1 << 8 * size:
            return memory, TOO_HIGH
        return memory.with_body(CYCLIC, value.to_bytes(size, "big") + body[:-size]), DONE

    return Step(f"803200000A{amount:020X}", change, select_file(CYCLIC))


def set_object(tag, value):
    def change(memory):
        objects = {**dict(memory.objects), tag: value}
        return memory.change(objects=tuple(sorted(objects.items()))), DONE

    data = bytes([tag, len(value)]) + value
    return Step(f"80DB0080{length(data)}{data.hex()}", change, select_file(OBJECTS))


SELECT_MF = "00A4000C023F00"
EVERYTHING_ALWAYS = "AB0A80017F90008401D49000"


def create_file(fid, size):
    def change(memory):
        return memory.with_body(fid, b"\xff" * size), DONE

    objects = f"820241218302{fid}8A0105{EVERYTHING_ALWAYS}8002{size:04X}8800"
    return Step(f"00E000001F621D{objects}", change, SELECT_MF)


def delete_file(fid):
    def change(memory):
        left = tuple(one for one in memory.files if one[0] != fid)
        return memory.change(files=left, asleep=memory.asleep - {fid}), DONE

    return Step(f"00E4000002{fid}", change, SELECT_MF)


def resize_file(fid, size):
    def change(memory):
        return memory.with_body(fid, memory.body(fid)[:size].ljust(size, b"\xff")), DONE

    return Step(f"80D400000A62088302{fid}8002{size:04X}", change, SELECT_MF)


def deactivate(fid):
    def change(memory):
        return memory.change(asleep=memory.asleep | {fid}), DONE

    return Step(f"0004000002{fid}", change, SELECT_MF)


def activate(fid):
    def change(memory):
        return memory.change(asleep=memory.asleep - {fid}), DONE

    return Step(f"0044000002{fid}", change, SELECT_MF)


def pin_octets(value):
    return value.encode().ljust(8, b"\xff").hex().upper()


def _presented(memory, value, then):
    """A PIN is compared: `then` is what a right one changes besides the counter."""
    if memory.tries == 0:
        return memory, "6983"
    if value != memory.pin:
        return memory.change(tries=memory.tries - 1), f"63C{memory.tries - 1}"
    return memory.change(tries=TRIES, **then), DONE


def verify(value):
    return Step(
        f"0020000108{pin_octets(value)}", lambda m: _presented(m, value, {}), spends="tries"
    )


def change_pin(old, new):
    apdu = f"0024000110{pin_octets(old)}{pin_octets(new)}"
    return Step(apdu, lambda m: _presented(m, old, {"pin": new}), spends="tries")


def disable_pin(value):
    apdu = f"0026000108{pin_octets(value)}"
    return Step(apdu, lambda m: _presented(m, value, {"enabled": False}), spends="tries")


def enable_pin(value):
    apdu = f"0028000108{pin_octets(value)}"
    return Step(apdu, lambda m: _presented(m, value, {"enabled": True}), spends="tries")


def unblock_pin(unblock_value, new):
    def change(memory):
        if unblock_value != PUK:
            left = memory.unblock_tries - 1
            return memory.change(unblock_tries=left), f"63C{left:X}"
        unblocked = memory.change(
            pin=new, tries=TRIES, unblock_tries=UNBLOCK_TRIES, enabled=True
        )
        return unblocked, DONE

    apdu = f"002C000110{pin_octets(unblock_value)}{pin_octets(new)}"
    return Step(apdu, change, spends="unblock_tries")


class Challenges:
    """The network's side of AUTHENTICATE: challenge N carries the N-th SQN."""

    RAND = "23553cbe9637a89d218ae64dae47bf35"

    def __init__(self):
        self._network = Subscriber(
            "465b5ce8b199b49faa5f0a2ee238a6bc", "cd63cb71954a9f4e48a5994e37a02baf", sqn=0
        )
        self._autn = []
        self._proven = {}

    def apdu(self, number):
        while len(self._autn) <= number:
            self._autn.append(self._network.vector(self.RAND)["AUTN"])
        return f"008800812210{self.RAND}10{self._autn[number]}"

    def number_of(self, auts):
        """Which challenge the card proves to have accepted last; nothing if the proof is wrong."""
        if auts not in self._proven:
            network = Subscriber(self._network.key, self._network.opc, sqn=0)
            known = network.resynchronise(auts, self.RAND)
            self._proven[auts] = network.sqn // 32 - 1 if known else None
        return self._proven[auts]


CHALLENGES = Challenges()
SELECT_USIM = f"00A4040C07{USIM_AID}"


def authenticate(number):
    return Step(
        lambda: CHALLENGES.apdu(number), lambda m: (m.change(challenge=number), DONE), SELECT_USIM
    )


def named(name):
    return lambda victim: {"name": name}


def snapshot(name):
    def change(memory):
        taken = {**dict(memory.snapshots), name: memory.alone()}
        return memory.change(snapshots=tuple(sorted(taken.items(), key=lambda one: one[0]))), None

    return Order("snapshot", change, named(name))


def _back_to(name):
    """The change to what was put aside."""

    def change(memory):
        aside = dict(memory.snapshots)[name]
        return aside.change(snapshots=memory.snapshots, others=memory.others), None

    return change


def rollback(name):
    return Order("rollback", _back_to(name), named(name))


def remove_snapshot(name):
    def change(memory):
        left = tuple(one for one in memory.snapshots if one[0] != name)
        return memory.change(snapshots=left), None

    return Order("remove_snapshot", change, named(name))


def fork(name):
    def change(memory):
        return memory.with_other(name, memory.alone()), None

    return Order("fork", change, named(name))


def import_snapshot(name):
    """What was put aside is exported, and imported as what is kept now."""

    def exported(victim):
        return {"exported": victim.ask("state.export", card=CARDS[0], state=name)}

    return Order("state.import", _back_to(name), exported)


def reset_state():
    def change(memory):
        return Memory(snapshots=memory.snapshots, others=memory.others), None

    return Order("state.reset", change)


def octets(seed, count):
    return random.Random(f"{seed}").randbytes(count)


def large(seed):
    """New contents for the whole of a file that takes several pages of the database."""
    return update_binary(LARGE, 0, octets(f"large{seed}", SIZES[LARGE]))


def mixed(count):
    """Changes of every kind one after the other, the same in every run."""
    dice = random.Random("mixed")
    steps = [verify(PIN)]
    for i in range(count):
        kinds = (
            lambda i=i: [update_binary(SMALL, dice.randrange(30), octets(i, 10))],
            lambda i=i: [update_record(LINEAR, dice.randint(1, 5), octets(i, 20))],
            lambda i=i: [push_record(CYCLIC, octets(i, 10))],
            lambda i=i: [large(i)],
            lambda i=i: [authenticate(i + 1)],
            lambda i=i: [verify(WRONG), verify(PIN)],
            lambda i=i: [change_pin(PIN, OTHER), verify(WRONG), change_pin(OTHER, PIN)],
            lambda i=i: [disable_pin(PIN), enable_pin(PIN)],
            lambda i=i: [unblock_pin("00000000", PIN), unblock_pin(PUK, PIN)],
        )
        steps += kinds[i % len(kinds)]()
    return steps


def on_all_cards(steps):
    return [
        one for step in steps for one in (step, *(Elsewhere(card, step) for card in CARDS[1:]))
    ]


@dataclasses.dataclass(frozen=True)
class Row:
    """Steps during which the card is killed.

    before      steps that an undisturbed daemon carries out first
    from_start  the daemon's start is a target as well
    crashed     the undisturbed daemon is killed, which leaves a log to recover; else it stops
    stop        the daemon is asked to stop at the end, which is a target as well
    fresh       nothing exists before, not even the folder
    checkpoint  before them the log is filled until SQLite is about to work it into the database
    cards       of the daemon; the first one is in the reader
    schema      the database is given this older version of the schema before
    adopt       the profile is edited before, and the daemon told to take over what fits
    """

    name: str
    steps: list
    before: list = ()
    from_start: bool = False
    crashed: bool = True
    stop: bool = False
    fresh: bool = False
    checkpoint: bool = False
    cards: int = 1
    schema: int = 0
    adopt: bool = False


def made_and_unmade(seed):
    """Files come, are written and go, beside one of the profile that does as well."""
    return [
        create_file(NEW, 8), update_binary(NEW, 2, octets(seed, 5)), create_file(NEWER, 300),
        update_binary(NEWER, 0, octets("newer", 200)), resize_file(NEW, 20), resize_file(NEWER, 100),
        deactivate(NEW), delete_file(SMALL), create_file(SMALL, 40), delete_file(NEWER),
        activate(NEW), update_binary(NEW, 10, octets(seed, 9)),
    ]


BLOCKED = [verify(WRONG)] * TRIES

LIVED = [large("lived"), verify(WRONG), update_record(LINEAR, 2, octets("lived", 20))]
MARKED = [*LIVED, snapshot("a"), push_record(CYCLIC, octets("later", 10)), verify(WRONG)]

ROWS = (
    Row("UPDATE BINARY", [update_binary(SMALL, 2 * i, octets(i, 10)) for i in range(8)]),
    Row("UPDATE BINARY of several pages", [large(i) for i in range(5)], before=[large("old")]),
    Row("UPDATE RECORD", [update_record(LINEAR, i, octets(i, 20)) for i in (1, 5, 3, 3, 2, 4)]),
    Row("UPDATE RECORD PREVIOUS", [push_record(CYCLIC, octets(i, 10)) for i in range(6)]),
    Row("VERIFY PIN, wrong until blocked", [verify(WRONG), verify(WRONG), verify(WRONG)]),
    Row("VERIFY PIN, right after wrong",
        [verify(WRONG), verify(WRONG), verify(PIN), verify(WRONG)]),
    Row("CHANGE PIN",
        [change_pin(PIN, OTHER), change_pin(OTHER, "1111"), change_pin("1111", PUK)]),
    Row("CHANGE PIN after a wrong try", [change_pin(WRONG, OTHER), change_pin(PIN, OTHER)]),
    Row("DISABLE PIN after a wrong try", [disable_pin(WRONG), disable_pin(PIN)]),
    Row("ENABLE PIN after a wrong try", [enable_pin(WRONG), enable_pin(PIN)],
        before=[disable_pin(PIN)]),
    Row("UNBLOCK PIN", [unblock_pin("00000000", OTHER), unblock_pin(PUK, OTHER)], before=BLOCKED),
    Row("AUTHENTICATE", [verify(PIN)] + [authenticate(i) for i in range(1, 8)]),
    Row("INCREASE", [increase(i) for i in (1, 255, 0, (1 << 80) - 1, 3)],
        before=[push_record(CYCLIC, bytes(10))]),
    Row("SET DATA", [set_object(TAGS[i % 2], octets(i, 10 + i)) for i in range(6)]),
    Row("DEACTIVATE and ACTIVATE FILE",
        [deactivate(SMALL), deactivate(LARGE), activate(SMALL), activate(LARGE), deactivate(CYCLIC)],
        before=[large("kept")]),
    Row("CREATE, RESIZE and DELETE FILE", made_and_unmade("new")),
    Row("start with files that were made", [delete_file(NEW), *made_and_unmade("new")],
        before=made_and_unmade("old"), from_start=True, stop=True),
    Row("rollback of files that were made", [*made_and_unmade("new"), rollback("a")],
        before=[create_file(NEWER, 5), *LIVED, snapshot("a"), delete_file(NEWER)]),
    Row("snapshot", [snapshot("a"), large("new"), verify(WRONG), snapshot("b")], before=LIVED),
    # The card leaves its reader for these, so they are the last that it hears.
    Row("rollback", [large("new"), rollback("a")], before=MARKED),
    Row("state.reset", [large("new"), reset_state()], before=MARKED),
    Row("remove_snapshot", [large("new"), remove_snapshot("a")], before=MARKED),
    Row("state.import", [large("new"), import_snapshot("a")], before=MARKED),
    Row("fork", [large("new"), fork("b"), large("newer"), fork("c"), Elsewhere("b", verify(WRONG)),
                 Elsewhere("c", large("newest"))], before=[*MARKED, fork("a")]),
    Row("three cards", on_all_cards(mixed(6)), cards=3),
    Row("mixed commands", mixed(27)),
    Row("mixed commands across a checkpoint", mixed(9), checkpoint=True),
    Row("first start, commands and stop", mixed(5), fresh=True, from_start=True, stop=True),
    Row("start after a stop, commands and stop", mixed(5), before=mixed(4), crashed=False,
        from_start=True, stop=True),
    Row("start after a crash, commands and stop", mixed(5), before=mixed(4),
        from_start=True, stop=True),
    Row("start with three cards after a crash, commands and stop", on_all_cards(mixed(4)),
        before=[*on_all_cards(mixed(3)), snapshot("a"), fork("a")],
        from_start=True, stop=True, cards=3),
    Row("start with a database of schema 1", mixed(2), before=LIVED, from_start=True, schema=1),
    Row("start with a database of schema 2", mixed(2), before=MARKED, from_start=True, schema=2),
    Row("start with an edited profile", [large("new")], from_start=True, adopt=True,
        before=[update_binary(SMALL, 0, octets("small", 10)), *MARKED, fork("b")]),
)
