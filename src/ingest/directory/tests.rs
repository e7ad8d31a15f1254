use super::*;

fn learn(path: &str, json: &str) -> (Directory, Option<Learnt>) {
    let mut directory = Directory::default();
    let learnt = directory.learn(path, json.as_bytes());
    (directory, learnt)
}

#[test]
fn a_list_of_people_alone_says_what_it_is() {
    let code = |name: &str, text: &str| {
        let mut files = [crate::ingest::File {
            name: name.to_string(),
            data: Box::new(text.as_bytes()),
            options: crate::report::ParseOptions::default(),
        }];
        let read = crate::ingest::read(&mut files, &mut |_| std::ops::ControlFlow::Continue(()));
        read.unwrap().1[0].1.code()
    };
    assert_eq!(code("users.json", r#"[{"userid":"zhangsan","name":"张三"}]"#), "roster");
    assert_eq!(code("users.json", r#"{"wxid_a":{"wxid":"wxid_a","nickname":"阿青"}}"#), "roster");
    assert_eq!(code("members.csv", "userid,name\nzhangsan,张三\n"), "roster");
    assert_eq!(code("a.json", r#"{"compilerOptions":{"name":"x"}}"#), "unknown-format");
}

#[test]
fn slack_lists() {
    let mut directory = Directory::default();
    let users = r#"[{"id":"U1","team_id":"T1","name":"lena","deleted":false,"is_admin":true,"profile":{"real_name":"Lena Q","display_name":""}},
        {"id":"U2","team_id":"T1","name":"tom","profile":{"real_name":"Tom W","display_name":"tommy"},"is_bot":false},
        {"id":"U3","name":"bot","is_bot":true,"profile":{"real_name":"Order Bot"}}]"#;
    assert_eq!(directory.learn("users.json", users.as_bytes()), Some(Learnt::People(3)));
    assert_eq!((directory.name("U1"), directory.role("U1")), ("Lena Q", Role::Official));
    assert_eq!((directory.name("U2"), directory.role("U2")), ("tommy", Role::Member));
    assert_eq!((directory.name("U3"), directory.role("U3")), ("Order Bot", Role::Official));
    assert_eq!((directory.name("U9"), directory.role("U9")), ("U9", Role::Unknown));
    let channels = r#"[{"id":"C1","name":"general","created":1493960964,"creator":"U1","is_general":true,"members":["U1","U2"]}]"#;
    assert_eq!(
        directory.learn("channels.json", channels.as_bytes()),
        Some(Learnt::Conversations(1))
    );
    assert_eq!(directory.title("C1"), Some(("general".into(), false)));
    assert_eq!(directory.title("general"), Some(("general".into(), false)));
    let dms = r#"[{"id":"D1","created":1493960964,"members":["U1","U2"]}]"#;
    assert_eq!(directory.learn("dms.json", dms.as_bytes()), Some(Learnt::Conversations(1)));
    assert_eq!(directory.title("D1"), Some(("Lena Q、tommy".into(), true)));
    let mpims = r#"[{"id":"G1","name":"mpdm-lena--tom-1","members":["U1","U2","U3"]}]"#;
    directory.learn("mpims.json", mpims.as_bytes());
    assert_eq!(
        directory.title("mpdm-lena--tom-1"),
        Some(("Lena Q、tommy、Order Bot".into(), false))
    );
}

#[test]
fn google_chat_lists() {
    let info = r#"{"name":"露营","members":[{"name":"阿青","email":"aq@example.com","user_type":"Human"},{"name":"老周","email":"lz@example.com"}]}"#;
    let (directory, learnt) = learn("Google Chat/Groups/Space AAA/group_info.json", info);
    assert_eq!(learnt, Some(Learnt::Conversations(1)));
    assert_eq!(directory.title("Space AAA"), Some(("露营".into(), false)));
    assert_eq!(directory.name("lz@example.com"), "老周");
    let direct = info.replace("\"name\":\"露营\",", "");
    let (directory, _) = learn("Groups/DM BBB/group_info.json", &direct);
    assert_eq!(directory.title("DM BBB"), Some(("阿青、老周".into(), true)));
    let owner = r#"{"user":{"name":"阿青","email":"aq@example.com"},"membership_info":[{"group_name":"露营","group_id":"Space AAA"},{"group_id":"DM BBB"}]}"#;
    let (directory, learnt) = learn("Users/User 1/user_info.json", owner);
    assert_eq!(learnt, Some(Learnt::People(1)));
    assert_eq!(directory.title("Space AAA"), Some(("露营".into(), false)));
}

#[test]
fn lists_of_ids_and_names() {
    for json in [
        r#"{"zhangsan":"张三","wmAAAA":"阿青"}"#,
        r#"{"zhangsan":{"nickname":"张三","remark":""},"wmAAAA":{"remark":"阿青","nickname":"青"}}"#,
        r#"[{"userid":"zhangsan","name":"张三","department":[1]},{"external_userid":"wmAAAA","name":"青","remark":"阿青"}]"#,
        r#"{"errcode":0,"errmsg":"ok","userlist":[{"userid":"zhangsan","name":"张三"},{"userid":"wmAAAA","name":"阿青"}]}"#,
        r#"{"code":0,"data":{"items":[{"open_id":"zhangsan","name":"张三"},{"member_id":"wmAAAA","name":"阿青"}]}}"#,
        "\u{FEFF}[{\"wxid\":\"zhangsan\",\"nickname\":\"张三\"},{\"id\":\"wmAAAA\",\"nickname\":\"阿青\"}]",
    ] {
        let (directory, learnt) = learn("names.json", json);
        assert_eq!(learnt, Some(Learnt::People(2)), "{json}");
        assert_eq!(
            (directory.name("zhangsan"), directory.name("wmAAAA")),
            ("张三", "阿青"),
            "{json}"
        );
    }
    let contact = r#"{"errcode":0,"external_contact":{"external_userid":"wmAAAA","name":"青","type":1},"follow_user":[{"userid":"zhangsan","remark":"阿青"}]}"#;
    let (directory, _) = learn("contact.json", contact);
    assert_eq!((directory.name("wmAAAA"), directory.role("wmAAAA")), ("阿青", Role::Member));
    let group = r#"{"errcode":0,"group_chat":{"chat_id":"wrBBBB","name":"露营互助群","owner":"zhangsan","member_list":[{"userid":"zhangsan","type":1,"name":"张三"},{"userid":"wmAAAA","type":2,"name":"青","group_nickname":"阿青"}]}}"#;
    let (directory, learnt) = learn("group.json", group);
    assert_eq!(learnt, Some(Learnt::Conversations(1)));
    assert_eq!(directory.title("wrBBBB"), Some(("露营互助群".into(), false)));
    assert_eq!((directory.name("wmAAAA"), directory.role("zhangsan")), ("阿青", Role::Official));
}

#[test]
fn chats_are_no_lists() {
    for json in [
        r#"[{"type":"message","user":"U1","text":"hi","ts":"1690000000.000200"}]"#,
        r#"{"messages":[{"sender_name":"a","timestamp_ms":1}],"participants":[{"name":"a"}]}"#,
        r#"{"name":"qunzhen","version":"1"}"#,
        r#"{"data":{"items":[{"message_id":"om_1","body":{"content":"x"}}]}}"#,
        r#"[]"#,
        r#"{}"#,
        r#"7"#,
        r#"{"#,
    ] {
        assert_eq!(learn("a.json", json).1, None, "{json}");
    }
}
