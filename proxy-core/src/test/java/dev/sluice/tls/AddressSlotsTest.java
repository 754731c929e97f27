package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressSlotsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final AddressSlots slots;

    AddressSlotsTest(@TempDir Path folder) {
        TicketKeys keys = new TicketKeys(folder.resolve("ticket.keys"));
        slots = new AddressSlots(
                "key",
                address -> {
                    made.incrementAndGet();
                    return new Slot(keys, "addresses", false, () -> {
                        throw new IllegalStateException("nobody looks into it");
                    });
                },
                nanos::get);
    }

    @Test
    void anAddressHasOneSlotHoweverOftenItIsAskedFor() {
        assertThat(slots.get("10.0.0.1")).isNotNull().isSameAs(slots.get("10.0.0.1"));
        assertThat(made).hasValue(1);
    }

    @Test
    void whoeverReachesManyAddressesHasFewCertificatesMade() {
        for (int i = 0; i < 10_000; i++) {
            slots.get("127.0." + i / 256 + "." + i % 256);
        }
        assertThat(made).hasValue(AddressSlots.MAX);
        assertThat(slots.get("127.0.0.1")).as("made before").isNotNull();
        assertThat(slots.get("127.9.9.9")).as("too many").isNull();
        nanos.addAndGet(AddressSlots.PAUSE.toNanos());
        assertThat(slots.get("127.9.9.9")).as("after a pause").isNotNull();
        assertThat(slots.get("127.9.9.10")).as("not after the same one").isNull();
        assertThat(slots.slots()).hasSize(AddressSlots.MAX);
    }

    @Test
    void whatIsUsedIsNotPushedOut() {
        Slot used = slots.get("10.0.0.1");
        for (int i = 0; i < 200; i++) {
            nanos.addAndGet(AddressSlots.PAUSE.toNanos());
            slots.get("127.0.0." + i);
            assertThat(slots.get("10.0.0.1")).isSameAs(used);
        }
        assertThat(slots.slots()).hasSize(AddressSlots.MAX);
    }

    @Test
    void afterTheEndThereIsNone() {
        slots.get("10.0.0.1");
        slots.retire();
        assertThat(slots.get("10.0.0.1")).isNull();
        assertThat(slots.slots()).isEmpty();
    }
}
