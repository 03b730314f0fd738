package dev.weir.platform.openshift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.Trigger;
import dev.weir.platform.core.KindsFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What configs follow by their own fields. By these words a trigger's writer is found again in the
 * store: they must not change.
 */
class ConfigTriggersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "deploymentconfigs; {template: {spec: {containers: [{name: web}]}},"
            + " triggers: [{type: ImageChange, imageChangeParams: {automatic: true,"
            + " containerNames: [web, side], from: {kind: ImageStreamTag, name: 'app:v1'}}}]};"
            + " own/app:v1; app:v1 [\"web\",\"side\"]; true",
        "deploymentconfigs; {triggers: [{type: ConfigChange}, {type: ImageChange,"
            + " imageChangeParams: {containerNames: [web], from: {kind: ImageStreamTag,"
            + " namespace: other, name: 'app:v1'}}}]}; other/app:v1; app:v1 [\"web\"]; false",
        "buildconfigs; {triggers: [{type: ImageChange, imageChange: {from: {kind: ImageStreamTag,"
            + " name: 'base:1'}}}]}; own/base:1; base:1; true",
        "buildconfigs; {triggers: [{type: ImageChange, imageChange: {paused: true}}], strategy:"
            + " {dockerStrategy: {from: {kind: ImageStreamTag, namespace: other, name:"
            + " 'base:1'}}}}; other/base:1; base:1; false",
      })
  void aTriggerIsReadFromTheFieldsOfItsKind(
      String plural, String spec, String tag, String what, boolean active) {
    KindWithTriggers kind =
        OpenShiftKinds.WITH_TRIGGERS.stream()
            .filter(one -> one.kind().plural().equals(plural))
            .findFirst()
            .orElseThrow();
    var read =
        kind.triggers(
            KindsFixture.yaml("{metadata: {name: x, namespace: own}, spec: " + spec + "}"));

    assertThat(read.problems()).isEmpty();
    assertThat(read.all()).hasSize(1);
    Trigger trigger = read.all().getFirst();
    assertThat(trigger.from().toString()).isEqualTo(tag);
    assertThat(trigger.what()).isEqualTo(what);
    assertThat(trigger.active()).isEqualTo(active);
  }
}
