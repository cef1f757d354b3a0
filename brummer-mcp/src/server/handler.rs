//! What the protocol asks of a server, each method a few lines; what holds text of the project passes
//! [`outgoing`](crate::outgoing).

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, Implementation, ListPromptsResult,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities,
    ServerConfig, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::sync::watch;

use super::hub::HUB_INSTRUCTIONS;
use super::loss::Way;
use super::{INSTRUCTIONS, Server};
use crate::resources::updates::{MAX_WATCHED, Moment, Teller, Wanted, tell};
use crate::{prompts, resources};

/// How long a client may keep a list that changes with the program and no sooner, in milliseconds.
const TTL_MS: u64 = 300_000;

/// Whether the client knows what it may keep, and for how long.
fn knows_hints(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_completions()
            .enable_prompts()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_resources_list_changed()
            .enable_tools()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("brummer", env!("CARGO_PKG_VERSION")))
            .with_instructions(match self.hub {
                None => INSTRUCTIONS,
                Some(_) => HUB_INSTRUCTIONS,
            })
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let opened = tokio::select! {
            // What goes wrong is said to the first call, which tries again.
            opened = self.ready(&context.peer) => opened,
            () = self.closing.cancelled() => return,
        };
        if opened.is_ok() {
            self.watch_list(&context.peer);
        }
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut result = ListToolsResult::with_all_items(self.tools().clone());
        if knows_hints(&context) {
            result.ttl_ms = Some(TTL_MS);
            result.cache_scope = Some(CacheScope::Public);
        }
        Ok(result)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let tool = self.tools().iter().find(|tool| tool.name == name);
        tool.cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(hub) = &self.hub {
            return self.call_of_hub(hub, request, context).await;
        }
        let answer = self.call(Way::Call, request, context).await;
        self.answered(answer)
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let list = self.guarded(&context, async { self.resources() }).await;
        if list.is_ok() && !knows_hints(&context) {
            // It may be that the project was not open when the session was.
            self.watch_list(&context.peer);
        }
        self.outgoing(list)
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut result = resources::templates();
        if knows_hints(&context) {
            result.ttl_ms = Some(TTL_MS);
            result.cache_scope = Some(CacheScope::Public);
        }
        Ok(result)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let result = self.read_resource_at(&request.uri, context).await;
        self.outgoing(result).map(ReadResourceResponse::Complete)
    }

    fn accepted_subscription_filter(
        &self,
        wanted: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        self.acknowledged.expect(self.host.hosted());
        let mut accepted = wanted.clone();
        if let Some(uris) = &mut accepted.resource_subscriptions {
            // What may be watched is known once the project is open; what has no address never can be.
            uris.retain(|uri| match self.host.hosted() {
                Some(_) => self.watchable(uri).is_ok(),
                None => resources::address::Address::parse(uri).is_some(),
            });
            uris.truncate(MAX_WATCHED);
        }
        Some(accepted)
    }

    async fn listen(&self, stream: SubscriptionContext) -> Result<(), ErrorData> {
        let since = self.acknowledged.begin();
        let busy = |_| ErrorData::internal_error("too many streams are open; close some", None);
        let _open = self.streams.try_acquire().map_err(busy)?;
        let context = stream.request_context();
        let opened = self.guarded(context, async { self.hosted() }).await;
        let hosted = self.outgoing_error(opened)?;
        let since = since.unwrap_or_else(|| Moment::beginning(hosted));
        let accepted = stream.accepted();
        let mut wanted = Wanted::default();
        if accepted.resources_list_changed == Some(true) {
            wanted.list(since.clone());
        }
        for uri in accepted.resource_subscriptions.iter().flatten() {
            if let Ok(address) = self.watchable(uri) {
                wanted.resource(uri, address, since.clone());
            }
        }
        // The sender lives as long as the stream.
        let (_wanted, watched) = watch::channel(wanted);
        let teller = Teller::Stream(stream.sink().clone());
        tokio::select! {
            () = tell(hosted.clone(), watched, teller) => {}
            () = stream.cancelled() => {}
            () = self.closing.cancelled() => {}
        }
        Ok(())
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let address = self
            .guarded(&context, async { self.watchable(&request.uri) })
            .await;
        let address = self.outgoing_error(address.flatten())?;
        let added = self
            .subscriptions
            .change(self.hosted(), &context.peer, |wanted, now| {
                wanted.add(&request.uri, address, now)
            });
        if added {
            return Ok(());
        }
        Err(ErrorData::invalid_params(
            format!("at most {MAX_WATCHED} resources can be watched; unsubscribe from some"),
            None,
        ))
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let opened = self.guarded(&context, async {}).await;
        self.outgoing_error(opened)?;
        self.subscriptions
            .change(self.hosted(), &context.peer, |wanted, _| {
                wanted.remove(&request.uri);
                true
            });
        Ok(())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut result = prompts::list();
        if knows_hints(&context) {
            result.ttl_ms = Some(TTL_MS);
            result.cache_scope = Some(CacheScope::Public);
        }
        Ok(result)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let result: Result<GetPromptResult, _> = self.prompt(request, context).await;
        self.outgoing(result).map(GetPromptResponse::Complete)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let result = self.guarded(&context, self.completed(&request)).await;
        self.outgoing(result.flatten())
    }
}
