//! Workspaces keep their secrets.

use bellhop_store::Workspace;
use secrecy::ExposeSecret as _;

use crate::place::{Place, other_workspace, workspace};

fn shown(workspaces: &[Workspace]) -> Vec<(&str, &str, Option<&str>)> {
    let shown = workspaces.iter().map(|workspace| {
        let api_key = workspace.api_key.as_ref().map(|key| key.expose_secret());
        (
            workspace.key.as_str(),
            workspace.secret.expose_secret(),
            api_key,
        )
    });
    shown.collect()
}

pub(crate) async fn a_workspace_comes_back_with_its_secrets(place: Place) {
    let store = place.open().await;
    let key = workspace();
    let first = Workspace {
        key,
        secret: "s1".to_owned().into(),
        api_key: Some("a1".to_owned().into()),
    };
    let second = Workspace {
        key: other_workspace(),
        secret: "s2".to_owned().into(),
        api_key: None,
    };

    store.put_workspace(&first).await.unwrap();
    store.put_workspace(&second).await.unwrap();

    let expected = [
        ("another-workspace-here", "s2", None),
        ("workspace-of-the-tests", "s1", Some("a1")),
    ];
    assert_eq!(shown(&store.workspaces().await.unwrap()), expected);
    drop(store);
    assert_eq!(
        shown(&place.open().await.workspaces().await.unwrap()),
        expected
    );
}

pub(crate) async fn a_workspace_that_is_put_again_is_replaced(place: Place) {
    let store = place.open().await;
    let put = async |secret: &str, api_key: Option<&str>| {
        let api_key = api_key.map(|key| key.to_owned().into());
        let put = Workspace {
            key: workspace(),
            secret: secret.to_owned().into(),
            api_key,
        };
        store.put_workspace(&put).await.unwrap();
    };
    put("s1", Some("a1")).await;

    put("s2", None).await;

    let workspaces = store.workspaces().await.unwrap();
    assert_eq!(shown(&workspaces), [("workspace-of-the-tests", "s2", None)]);
}
