"""What a client does with cards that are not as usual."""

import pytest
from client import CardError, Client


@pytest.fixture
def client(card):
    card.reset(kind="cold")
    return Client(lambda apdu: card.transmit(apdu)["response"])


def test_presents_the_pin_and_reads(card, client):
    assert client.imsi("1234") == "001010123456789"
    assert card.pin_show()[0]["verified"]


def test_reads_without_a_pin_where_none_is_wanted(card, client):
    card.pin_set("PIN1", enabled=False)
    assert client.imsi() == "001010123456789"


def test_sees_another_imsi(card, client):
    card.file_write("EF.IMSI", value="262019999999999")
    assert client.imsi("1234") == "262019999999999"


def test_does_not_spend_the_last_try(card, client):
    card.pin_set("PIN1", tries=1)
    with pytest.raises(CardError, match="blocks it"):
        client.imsi("9999")
    assert card.pin_show()[0]["tries-left"] == 1


def test_gives_up_on_a_wrong_pin_after_one_try(card, client):
    with pytest.raises(CardError, match="63C2"):
        client.imsi("9999")
    assert card.pin_show()[0]["tries-left"] == 2


def test_needs_a_pin(card, client):
    with pytest.raises(CardError, match="wants a PIN"):
        client.imsi()
