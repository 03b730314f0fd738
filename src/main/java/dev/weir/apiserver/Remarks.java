package dev.weir.apiserver;

import dev.weir.lookup.LookupProblems;
import dev.weir.pending.PendingWrite;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import dev.weir.trigger.TriggerProblems;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a write sets that does nothing, though it is accepted: the writer is told so beside the
 * answer, once, and not again when he writes the same.
 */
final class Remarks {
  private final Call call;
  private final ResourceKind kind;
  private final PendingWrite pending;
  private List<String> before = List.of();
  private List<String> sent = List.of();

  Remarks(Call call) {
    this.call = call;
    this.kind = call.rest().original();
    this.pending = PendingWrite.of(kind);
  }

  /** Notes what is there. */
  void before(ObjectNode object) {
    pending.before(object);
    before = problems(object);
  }

  /** Notes what shall be, as it was sent or as a patch made it. */
  void sent(ObjectNode object) {
    pending.sent(object);
    sent = problems(object);
  }

  private List<String> problems(ObjectNode object) {
    return Stream.of(TriggerProblems.of(kind, object), LookupProblems.of(kind, object))
        .flatMap(List::stream)
        .toList();
  }

  /** Puts them on the answer. */
  void add(ApiObject answer) {
    List<String> all = new ArrayList<>(pending.warnings(answer::tree));
    sent.stream().filter(problem -> !before.contains(problem)).distinct().forEach(all::add);
    Warnings.add(call.exchange(), all);
  }
}
