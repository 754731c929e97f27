package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The gate sees what blocks a loop: it is put to the test with calls that do. */
class LoopGateTest {
    @BeforeEach
    void nothingIsLeftOfOthers() {
        assertThat(LoopGate.findings()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aCallThatMayBlockIsSeenOnALoop() {
        return PlantedBlocking.calls().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    PlantedBlocking.call("worker-9-1", each.getValue());
                    List<String> findings = LoopGate.findings();
                    assertThat(findings)
                            .anyMatch(
                                    finding -> finding.startsWith(each.getKey().strip() + " on worker-9-1"));
                    assertThat(findings).allMatch(finding -> finding.contains(PlantedBlocking.class.getName()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> elsewhereItMayBlock() {
        return PlantedBlocking.calls().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    PlantedBlocking.call("resolver-1", each.getValue());
                    assertThat(LoopGate.findings()).isEmpty();
                }));
    }

    @Test
    void onTheAdminLoopItMayNot() throws InterruptedException {
        PlantedBlocking.call("admin-1-1", PlantedBlocking::sleepThrice);
        assertThat(LoopGate.findings()).hasSize(1);
    }

    @Test
    void loadingAClassIsExcused() throws InterruptedException {
        PlantedBlocking.call("worker-9-1", PlantedBlocking::loadAClass);
        assertThat(LoopGate.findings()).isEmpty();
    }

    @Test
    void whatATestDoesOnALoopIsItsOwnBusiness() throws InterruptedException {
        PlantedBlocking.call("worker-9-1", () -> Thread.sleep(1));
        assertThat(LoopGate.findings()).isEmpty();
    }

    @Test
    void theSameCallFromTheSamePlaceIsOneFinding() throws InterruptedException {
        PlantedBlocking.call("worker-9-1", PlantedBlocking::sleepThrice);
        assertThat(LoopGate.findings()).hasSize(1);
    }
}
