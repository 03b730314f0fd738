package dev.weir.platform.account;

import dev.weir.access.ServiceAccountTokens;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.List;

/** Service accounts, with tokens on request. */
public final class ServiceAccountRest extends StoredRest {
  private final ServiceAccountTokens tokens;
  private final AccountKinds.Bindable bindable;

  ServiceAccountRest(
      StoreContext context, ServiceAccountTokens tokens, AccountKinds.Bindable bindable) {
    super(context, Kinds.SERVICE_ACCOUNT, new Rules());
    this.tokens = tokens;
    this.bindable = bindable;
  }

  @Override
  public List<String> subresources() {
    return List.of("token");
  }

  @Override
  public Rest subresource(String name) {
    if (!name.equals("token")) {
      throw ApiStatus.noSuchPath().exception();
    }
    return new TokenRequestRest(this, tokens, bindable);
  }

  private static final class Rules implements Strategy {
    @Override
    public TableView table() {
      return new TableView(
          List.of(
              TableView.NAME, TableView.Column.number("Secrets", "Linked secrets"), TableView.AGE),
          (object, now) ->
              List.of(
                  Meta.name(object),
                  Json.arrayAt(object, "secrets").size(),
                  TableView.age(object, now)));
    }
  }
}
